// Completions for shells, made of the commands and options that there are.
#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "arguments.hpp"
#include "commands.hpp"
#include "exit_code.hpp"

namespace snaproll::cli {
namespace {

struct Command {
  std::string name;
  std::string description;
  std::vector<std::string> options;       // "--json", "-e", …
  std::vector<std::string> with_values;   // those that are followed by one
  std::vector<std::string> descriptions;  // of the options
};

void add_option(Command& command, const CLI::Option& option) {
  if (option.get_positional()) return;
  const bool takes =
      option.get_items_expected_max() > 0 && option.get_type_size() > 0;
  const auto add = [&](const std::string& name) {
    command.options.push_back(name);
    command.descriptions.push_back(option.get_description());
    if (takes) command.with_values.push_back(name);
  };
  for (const std::string& name : option.get_snames()) add('-' + name);
  for (const std::string& name : option.get_lnames()) add("--" + name);
}

std::vector<Command> commands() {
  Arguments arguments;
  Run run = nullptr;
  const auto app = make_app(arguments, run);
  std::vector<Command> found;
  for (const CLI::App* one : app->get_subcommands({})) {
    Command command;
    command.name = one->get_name();
    command.description = one->get_description();
    for (const CLI::Option* option : one->get_options())
      add_option(command, *option);
    for (const CLI::App* inner : one->get_subcommands({})) {
      command.options.push_back(inner->get_name());
      command.descriptions.push_back(inner->get_description());
    }
    found.push_back(std::move(command));
  }
  return found;
}

std::string joined(const std::vector<std::string>& words, char between) {
  std::string text;
  for (const std::string& word : words) {
    if (!text.empty()) text += between;
    text += word;
  }
  return text;
}

// In single quotes of a shell.
std::string shell_quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  return out + '\'';
}

// Within the [] of zsh's _arguments and before the : of _describe.
std::string zsh_escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string bash_cases() {
  std::string text;
  for (const Command& command : commands()) {
    text += "    " + command.name +
            ")\n      options=" + shell_quoted(joined(command.options, ' ')) +
            "\n      values=" + shell_quoted(joined(command.with_values, ' ')) +
            "\n      ;;\n";
  }
  return text;
}

std::string bash_names() {
  std::vector<std::string> names;
  for (const Command& command : commands()) names.push_back(command.name);
  return joined(names, ' ');
}

}  // namespace

int run_completion_bash(const Arguments&, Terminal& terminal) {
  std::string script =
      "# Completions of snaproll for bash.\n"
      "_snaproll() {\n"
      "  local current=${COMP_WORDS[COMP_CWORD]} options='' values=''\n"
      "  local previous=${COMP_WORDS[COMP_CWORD - 1]}\n"
      "  COMPREPLY=()\n"
      "  if ((COMP_CWORD == 1)); then\n"
      "    mapfile -t COMPREPLY < <(compgen -W " +
      shell_quoted(bash_names() + " --help --version") +
      " -- \"$current\")\n"
      "    return\n"
      "  fi\n"
      "  case ${COMP_WORDS[1]} in\n" +
      bash_cases() +
      "  esac\n"
      "  if [[ \" $values \" == *\" $previous \"* ]]; then\n"
      "    [[ $previous != -o && $previous != --output ]] && return\n"
      "  elif [[ $current == -* || ${COMP_WORDS[1]} == completion ]]; then\n"
      "    mapfile -t COMPREPLY < <(compgen -W \"$options\" -- "
      "\"$current\")\n"
      "    return\n"
      "  fi\n"
      "  compopt -o filenames 2>/dev/null\n"
      "  mapfile -t COMPREPLY < <(compgen -f -- \"$current\")\n"
      "}\n"
      "complete -F _snaproll snaproll\n";
  terminal.lines(script);
  return kDone;
}

int run_completion_zsh(const Arguments&, Terminal& terminal) {
  std::string script =
      "#compdef snaproll\n"
      "_snaproll() {\n"
      "  local -a commands=(\n";
  for (const Command& command : commands())
    script +=
        "    " +
        shell_quoted(command.name + ':' + zsh_escaped(command.description)) +
        "\n";
  script +=
      "  )\n"
      "  if ((CURRENT == 2)); then\n"
      "    _describe command commands\n"
      "    return\n"
      "  fi\n"
      "  local command=$words[2]\n"
      "  shift words\n"
      "  ((CURRENT--))\n"
      "  case $command in\n";
  for (const Command& command : commands()) {
    script += "    " + command.name + ")\n";
    if (command.name == "completion") {
      script += "      _values shell " + joined(command.options, ' ') + "\n";
      script += "      ;;\n";
      continue;
    }
    script += "      _arguments";
    for (size_t i = 0; i < command.options.size(); ++i) {
      const std::string& option = command.options[i];
      bool takes = false;
      for (const std::string& one : command.with_values)
        takes = takes || one == option;
      script +=
          " \\\n        " +
          shell_quoted(option + '[' + zsh_escaped(command.descriptions[i]) +
                       ']' + (takes ? ":value:_files" : ""));
    }
    script += " \\\n        '*:file:_files'\n      ;;\n";
  }
  script +=
      "  esac\n"
      "}\n"
      "_snaproll \"$@\"\n";
  terminal.lines(script);
  return kDone;
}

}  // namespace snaproll::cli
