// The commands, a file a group.
#pragma once

#include "arguments.hpp"

namespace snaproll::cli {

// list.cpp
int run_ls(const Arguments& arguments, Terminal& terminal);
int run_stats(const Arguments& arguments, Terminal& terminal);
// log.cpp
int run_log(const Arguments& arguments, Terminal& terminal);
// show.cpp
int run_show(const Arguments& arguments, Terminal& terminal);
int run_digest(const Arguments& arguments, Terminal& terminal);
// changes.cpp
int run_diff(const Arguments& arguments, Terminal& terminal);
int run_history(const Arguments& arguments, Terminal& terminal);
// rollback.cpp
int run_rollback(const Arguments& arguments, Terminal& terminal);
int run_switch(const Arguments& arguments, Terminal& terminal);
// branch.cpp
int run_branch(const Arguments& arguments, Terminal& terminal);
// tag.cpp
int run_tag(const Arguments& arguments, Terminal& terminal);
int run_hold(const Arguments& arguments, Terminal& terminal);
int run_release(const Arguments& arguments, Terminal& terminal);
// prune.cpp
int run_prune(const Arguments& arguments, Terminal& terminal);
// policy.cpp
int run_policy(const Arguments& arguments, Terminal& terminal);
int run_expire(const Arguments& arguments, Terminal& terminal);
// remove.cpp
int run_remove(const Arguments& arguments, Terminal& terminal);
int run_delete(const Arguments& arguments, Terminal& terminal);
// erase.cpp
int run_erase(const Arguments& arguments, Terminal& terminal);
int run_erasures(const Arguments& arguments, Terminal& terminal);
// migrate.cpp
int run_migrate(const Arguments& arguments, Terminal& terminal);
// maintain.cpp
int run_check(const Arguments& arguments, Terminal& terminal);
int run_compact(const Arguments& arguments, Terminal& terminal);
int run_backup(const Arguments& arguments, Terminal& terminal);
// transfer.cpp
int run_export(const Arguments& arguments, Terminal& terminal);
int run_import(const Arguments& arguments, Terminal& terminal);
int run_copy(const Arguments& arguments, Terminal& terminal);
int run_fork(const Arguments& arguments, Terminal& terminal);
// completion.cpp
int run_completion_bash(const Arguments& arguments, Terminal& terminal);
int run_completion_zsh(const Arguments& arguments, Terminal& terminal);

}  // namespace snaproll::cli
