// What an erase tells, as JSON; and the front of it at a store.
#include "journal/erase.hpp"
#include "snaproll/store.hpp"
#include "snapshot/form.hpp"

namespace snaproll {
namespace {

// Ids of executions, and pointers that were read, are valid text.
void put_list(std::string& out, const std::vector<std::string>& texts) {
  out += '[';
  for (const std::string& text : texts) {
    if (&text != texts.data()) out += ',';
    static_cast<void>(detail::write_text(out, text));
  }
  out += ']';
}

}  // namespace

std::string EraseReport::to_json() const {
  std::string out;
  detail::FormWriter form(out);
  form.boolean("dry_run", dry_run);
  form.begin("executions");
  put_list(out, executions);
  form.id("id", dry_run ? std::optional<Id>() : id);
  form.begin("kept");
  put_list(out, kept);
  form.count("keyframes", keyframes);
  form.count("names", names);
  form.boolean("pending", pending);
  form.count("records", records);
  form.count("states", states);
  form.end();
  return out;
}

std::string to_json(const std::vector<Erasure>& erasures) {
  std::string out = "[";
  for (const Erasure& one : erasures) {
    if (&one != erasures.data()) out += ',';
    detail::FormWriter form(out);
    form.time("at", one.at);
    form.id("id", one.id);
    static_cast<void>(form.optional_text("pointer", one.pointer));
    static_cast<void>(form.text("reason", one.reason));
    form.count("states", one.states);
    form.end();
  }
  out += ']';
  return out;
}

Result<EraseReport> Store::erase(const EraseOptions& options,
                                 std::string_view execution) {
  SNAPROLL_TRY(const auto home, this->home());
  detail::EraseCall call;
  call.options = options;
  call.execution = execution;
  call.now = Environment::standard()->now();
  return detail::erase(*home, std::move(call));
}

Result<std::vector<Erasure>> Store::erasures(std::string_view execution) const {
  SNAPROLL_TRY(const ExecutionInfo found, info(execution));
  SNAPROLL_TRY(const auto home, this->home());
  SNAPROLL_TRY(const auto reader, home->rows->read());
  SNAPROLL_TRY(const auto row, reader->execution(found.id));
  if (!row.has_value()) return std::vector<Erasure>();
  return detail::read_erasures(*reader, row->exec);
}

}  // namespace snaproll
