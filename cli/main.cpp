// The program `snaproll`: looks into stores and works on them.
#include <fcntl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <exception>
#include <new>
#include <optional>
#include <snaproll.hpp>

#include "arguments.hpp"
#include "exit_code.hpp"
#include "external.hpp"
#include "interrupt.hpp"
#include "terminal.hpp"

namespace snaproll::cli {
namespace {

// A store must never become standard output: where one of the three was closed
// it is held by what can not be written (or read).
void hold_standard_files() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(descriptor, F_GETFD) >= 0 || errno != EBADF) continue;
    const int mode = descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY;
    if (open("/dev/null", mode) != descriptor) _exit(kAccess);
  }
}

int told(Terminal& terminal, ExitCode code, std::string_view message,
         std::string_view hint, const std::vector<std::string>& notes) {
  terminal.error(message);
  for (const std::string& note : notes) terminal.note(note);
  if (!hint.empty()) terminal.note(hint);
  return code;
}

// The library's hints speak of its functions, but for those about files.
std::string hint_of(const abi::Error& error) {
  switch (error.code) {
    case SNAPROLL_CORRUPT:
    case SNAPROLL_FORMAT:
    case SNAPROLL_IO:
      return error.hint;
    case SNAPROLL_READ_ONLY:
      return "only ls, log, show, diff, history, check, digest, stats, export, "
             "backup and lists of names work on what may only be read";
    case SNAPROLL_UNKNOWN:
      return "it may have been done: check the store, and look";
    case SNAPROLL_OWNED:
      return "stop its owner first, or shut it out by --take-over";
    case SNAPROLL_CONFLICT:
      return "another writer came first: look at it again";
    case SNAPROLL_BUSY:
      return "others write to the store: try again";
    case SNAPROLL_EXISTS:
      return "take another name";
    case SNAPROLL_HELD:
      return "release it, or remove the branch or the group first; `log` tells "
             "them";
    default:
      return "";
  }
}

int run_command(Run run, const Arguments& arguments, Terminal& terminal) {
  try {
    const int code = run(arguments, terminal);
    terminal.flush();
    return code;
  } catch (const Stopped&) {
    end_stopped();
  } catch (const Failure& failure) {
    return told(terminal, failure.code, failure.what(), failure.hint,
                failure.notes);
  } catch (const abi::Error& error) {
    if (error.code == SNAPROLL_STOPPED) end_stopped();
    std::string message = error.what();
    if (!error.pointer.empty()) message += ": " + error.pointer;
    return told(terminal, exit_code_of(error.code), message, hint_of(error),
                {});
  } catch (const std::bad_alloc&) {
    return told(terminal, kInternal, "no memory", "", {});
  } catch (const std::exception& error) {
    return told(terminal, kInternal, error.what(), "", {});
  }
}

// What CLI11 ends with: help and version, or a wrong command line.
int end_of_parsing(CLI::App& app, const CLI::ParseError& end,
                   Terminal& terminal) {
  if (end.get_exit_code() != 0)
    return told(terminal, kUsage, end.what(), "--help tells more", {});
  try {
    const bool version =
        dynamic_cast<const CLI::CallForVersion*>(&end) != nullptr;
    terminal.lines(version ? end.what() : app.help());
    terminal.flush();
  } catch (const Failure& failure) {
    return told(terminal, failure.code, failure.what(), failure.hint, {});
  }
  return kDone;
}

// Where the first word is a command of another program, becomes that one. Comes
// back where it is none of ours either, with what is told then.
std::optional<int> run_external(const CLI::App& app, int argc, char** argv,
                                Terminal& terminal) {
  const std::string word = argc > 1 ? argv[1] : "";
  const auto own = app.get_subcommands(
      [&](const CLI::App* command) { return command->check_name(word); });
  if (word.empty() || word.front() == '-' || !own.empty()) return std::nullopt;
  if (const auto program = external_program(word)) {
    execv(program->c_str(), argv + 1);
    return told(terminal, kAccess, *program + " can not be run", "", {});
  }
  const std::string hint = missing_hint(word);
  if (hint.empty()) return std::nullopt;
  return told(terminal, kUsage, "there is no command '" + word + "' here", hint,
              {});
}

int run_program(int argc, char** argv) {
  hold_standard_files();
  Terminal terminal;
  Arguments arguments;
  Run run = nullptr;
  const auto app = make_app(arguments, run);
  if (const auto ended = run_external(*app, argc, argv, terminal))
    return *ended;
  try {
    app->parse(argc, argv);
  } catch (const CLI::ParseError& end) {
    return end_of_parsing(*app, end, terminal);
  }
  watch_signals();
  return run_command(run, arguments, terminal);
}

}  // namespace
}  // namespace snaproll::cli

int main(int argc, char** argv) {
  try {
    return snaproll::cli::run_program(argc, argv);
  } catch (const std::exception&) {
    return snaproll::cli::kInternal;
  }
}
