// `erase`: takes a value out of all that is kept. What it takes does not come
// back, so it asks. A text is read from standard input, for what stands on a
// command line can be seen by others, and stays in the shell's history.
#include <string>

#include "commands.hpp"
#include "exit_code.hpp"
#include "file.hpp"
#include "interrupt.hpp"
#include "json.hpp"
#include "open.hpp"
#include "progress.hpp"
#include "times.hpp"

namespace snaproll::cli {
namespace {

std::string text_from_input(const std::string& where) {
  if (where != "-")
    throw Failure(kUsage, "the text is read from standard input",
                  "say --containing - and write it there");
  std::string text;
  std::string line;
  for (LineReader lines("-"); lines.next(line);) {
    if (!text.empty()) text += '\n';
    text += line;
  }
  if (text.empty())
    throw Failure(kUsage, "there is no text on standard input",
                  "write what is to be erased there");
  return text;
}

abi::EraseOptions what_of(const Arguments& arguments) {
  if (arguments.pointer.empty() && arguments.containing.empty())
    throw Failure(kUsage, "it is not said what to erase",
                  "say --pointer POINTER, or --containing -");
  abi::EraseOptions what = arguments.containing.empty()
                               ? abi::EraseOptions::at(arguments.pointer)
                               : abi::EraseOptions::containing(
                                     text_from_input(arguments.containing));
  what.set_reason(arguments.reason);
  what.set_take_over(arguments.take_over);
  return what;
}

std::string erase(abi::Store& store, Terminal& terminal, const std::string& id,
                  abi::EraseOptions& what, bool dry_run) {
  what.set_dry_run(dry_run);
  const Stoppable stoppable;
  const Progress progress(terminal, dry_run ? "looking" : "erasing");
  return id.empty() ? store.erase(what, stoppable.cancel())
                    : store.erase(id, what, stoppable.cancel());
}

void print_list(Terminal& terminal, const std::string& title,
                const abi::Value& names) {
  for (size_t i = 0; i < names.size(); ++i)
    terminal.line(title + in_quotes(names.at(i).as_text()));
}

void print_report(Terminal& terminal, const std::string& json) {
  const abi::Value report = abi::Value::parse(json);
  const auto many = [&](const char* member, const char* noun) {
    return counted(static_cast<size_t>(number_of(report, member)), noun);
  };
  const bool planned = report.find("dry_run").as_bool();
  print_list(terminal, planned ? "would erase from " : "erased from ",
             report.find("executions"));
  print_list(terminal, "stays in the id of ", report.find("kept"));
  terminal.line(
      many("states", "state") + " held it; " + many("records", "record") +
      ", " + many("keyframes", "keyframe") + " and " + many("names", "name") +
      (planned ? " would be written anew" : " written anew"));
  if (report.find("pending").as_bool())
    terminal.line(
        "pending: a reader is open, so its bytes may stand in the file; "
        "`snaproll compact` goes on",
        Style::kBad);
}

}  // namespace

int run_erase(const Arguments& arguments, Terminal& terminal) {
  abi::EraseOptions what = what_of(arguments);
  abi::Store store = open_to_write(arguments.store);
  const std::string id = arguments.all ? std::string()
                                       : find_execution(store, arguments.store,
                                                        arguments.execution);
  if (!arguments.dry_run && !arguments.yes) {
    if (terminal.can_ask() && !arguments.json)
      print_report(terminal, erase(store, terminal, id, what, true));
    confirm(arguments, terminal, "erasing", "erase it for good?");
  }
  const std::string report =
      erase(store, terminal, id, what, arguments.dry_run);
  if (arguments.json) {
    terminal.json(report);
  } else {
    print_report(terminal, report);
  }
  return kDone;
}

int run_erasures(const Arguments& arguments, Terminal& terminal) {
  const Reading reading(arguments);
  const std::string json = reading.execution.erasures();
  if (arguments.json) {
    terminal.json(json);
    return kDone;
  }
  const abi::Value erasures = abi::Value::parse(json);
  Table table;
  for (size_t i = 0; i < erasures.size(); ++i) {
    const abi::Value one = erasures.at(i);
    const abi::Value place = one.find("pointer");
    table.add(
        {{short_time(text_of(one, "at"))},
         {place.kind() == SNAPROLL_KIND_TEXT ? place.as_text() : "a text",
          Style::kName},
         {counted(static_cast<size_t>(number_of(one, "states")), "state")},
         {text_of(one, "reason")}});
  }
  if (table.empty())
    terminal.line("nothing was erased");
  else
    table.print(terminal);
  return kDone;
}

}  // namespace snaproll::cli
