// `ls`: the executions of a store.
#include <algorithm>
#include <string>
#include <vector>

#include "commands.hpp"
#include "exit_code.hpp"
#include "json.hpp"
#include "open.hpp"
#include "times.hpp"

namespace snaproll::cli {
namespace {

constexpr size_t kPage = 500;
constexpr const char* kStates[] = {"Running", "Completed", "Failed",
                                   "Cancelled", "Paused"};

int32_t state_number(const std::string& name) {
  for (int32_t i = 0; i < 5; ++i) {
    if (name == kStates[i]) return i;
  }
  throw Failure(kUsage, in_quotes(name) + " is no state",
                "write Running, Completed, Failed, Cancelled or Paused");
}

abi::ExecutionFilter filter_of(const Arguments& arguments) {
  abi::ExecutionFilter filter = abi::ExecutionFilter::make();
  if (!arguments.state.empty()) filter.set_state(state_number(arguments.state));
  if (!arguments.kind.empty()) filter.set_kind(arguments.kind);
  for (const std::string& pair : arguments.attributes) {
    const size_t sign = pair.find('=');
    if (sign == std::string::npos)
      throw Failure(kUsage, in_quotes(pair) + " is no attribute",
                    "write it as name=value");
    filter.add_attribute(pair.substr(0, sign), pair.substr(sign + 1));
  }
  if (!arguments.since.empty())
    filter.set_committed_from(parse_time(arguments.since));
  if (!arguments.until.empty())
    filter.set_committed_until(parse_time(arguments.until));
  if (arguments.owned) filter.set_owned(true);
  if (arguments.not_owned) filter.set_owned(false);
  return filter;
}

// Calls `each` with what is told of each execution.
template <typename Each>
void for_each_execution(const Arguments& arguments, Each&& each) {
  const abi::Store store = open_to_read(arguments.store);
  const abi::ExecutionFilter filter = filter_of(arguments);
  int64_t cursor = 0;
  size_t told = 0;
  do {
    size_t most = kPage;
    if (arguments.limit != 0) most = std::min(most, arguments.limit - told);
    const abi::Value page =
        abi::Value::parse(store.executions(&filter, cursor, most));
    const abi::Value executions = page.find("executions");
    for (size_t i = 0; i < executions.size(); ++i) each(executions.at(i));
    told += executions.size();
    cursor = number_of(page, "next");
  } while (cursor != 0 && (arguments.limit == 0 || told < arguments.limit));
}

std::string owner_of(const abi::Value& info) {
  if (is_null(info, "owner")) return "";
  const abi::Value owner = info.find("owner");
  std::string text = text_of(owner, "name");
  if (!text.empty()) text += ", ";
  text += text_of(owner, "process");
  if (!owner.find("lives").as_bool()) text += " (gone)";
  return text;
}

std::string attributes_of(const abi::Value& info) {
  const abi::Value attributes = info.find("attributes");
  std::string text;
  for (size_t i = 0; i < attributes.size(); ++i) {
    if (i > 0) text += ' ';
    text += attributes.name_at(i) + '=' + attributes.at(i).as_text();
  }
  return text;
}

Style style_of(const std::string& state) {
  if (state == "Failed") return Style::kBad;
  if (state == "Completed") return Style::kGood;
  return state == "Running" ? Style::kPlain : Style::kChanged;
}

}  // namespace

int run_ls(const Arguments& arguments, Terminal& terminal) {
  if (arguments.json) {
    terminal.json_part("{\"executions\":[");
    bool first = true;
    for_each_execution(arguments, [&](const abi::Value& info) {
      terminal.json_part(first ? "" : ",");
      terminal.json_part(info.to_json());
      first = false;
    });
    terminal.json("]}");
    return kDone;
  }
  Table table;
  table.add({{"ID", Style::kFaint},
             {"STATE", Style::kFaint},
             {"KIND", Style::kFaint},
             {"LAST COMMIT", Style::kFaint},
             {"COMMITS", Style::kFaint, true},
             {"ATTRIBUTES", Style::kFaint},
             {"OWNER", Style::kFaint}});
  size_t count = 0;
  for_each_execution(arguments, [&](const abi::Value& info) {
    const std::string state = text_of(info, "state");
    const auto commits = static_cast<uint64_t>(number_of(info, "commits"));
    table.add({{text_of(info, "id"), Style::kName},
               {state, style_of(state)},
               {text_of(info, "kind")},
               {short_time(text_of(info, "last_commit"))},
               {counted(commits), Style::kPlain, true},
               {attributes_of(info)},
               {owner_of(info)}});
    ++count;
  });
  if (count == 0) {
    terminal.line("no executions");
  } else {
    table.print(terminal);
  }
  return kDone;
}

}  // namespace snaproll::cli
