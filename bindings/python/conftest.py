"""Leaves out what needs LangGraph, where that is not installed."""

import importlib.util

if importlib.util.find_spec("langgraph") is None:
    collect_ignore_glob = ["snaproll/langgraph/*", "tests/langgraph_saver/*"]
