// What is told of stores and their executions, as text.
#pragma once

#include <string>

#include "snaproll/id.hpp"
#include "snaproll/store.hpp"

namespace snaproll::capi {

Result<std::string> info_json(const ExecutionInfo& info);
Result<std::string> page_json(const ExecutionPage& page);
Result<std::string> report_json(const CheckReport& report);
std::string stats_json(const StoreStats& stats);

// Prometheus' text format; `store` is the label.
std::string stats_prometheus(const StoreStats& stats, const Id& store);

}  // namespace snaproll::capi
