#include "arguments.hpp"

#include <CLI/CLI.hpp>
#include <snaproll.hpp>

#include "commands.hpp"

namespace snaproll::cli {
namespace {

constexpr const char* kFooter =
    "A snapshot is named by @N (the N-th newest), `latest`, a tag, a branch, "
    "a\n"
    "label, `start`, or by its id, four digits or more of its beginning or "
    "its\n"
    "end, with ~N behind it for so many parents up; `now` is the working "
    "state.\n"
    "A time is 2026-05-01T12:00:00Z, 2026-05-01, or how long ago: 2h, 3d.\n"
    "\n"
    "Ends with 0 done; 1 findings; 2 usage; 3 not found; 4 ambiguous; 5 "
    "owned,\n"
    "busy, moved or there already; 6 damaged or no store; 7 may not be read "
    "or\n"
    "written; 8 not confirmed; 9 no memory or a bug.";

// Adds the commands to the program.
class Builder {
 public:
  Builder(CLI::App& app, Arguments& arguments, Run& run)
      : app_(app), arguments_(arguments), run_(run) {}

  void build() {
    looking();
    changing();
    removing();
    naming();
    keeping();
    moving();
    completion();
  }

 private:
  CLI::App* command(const char* name, const char* description, Run run) {
    CLI::App* made = app_.add_subcommand(name, description);
    on_call(made, run);
    return made;
  }

  // What is called outlives this builder.
  void on_call(CLI::App* made, Run run) {
    made->callback([&place = run_, run] { place = run; });
  }

  CLI::App* on_store(const char* name, const char* description, Run run) {
    CLI::App* made = command(name, description, run);
    made->add_option("store", arguments_.store, "File of the store")
        ->required()
        ->type_name("STORE");
    made->add_flag("--json", arguments_.json, "Answer in JSON");
    return made;
  }

  CLI::App* on_execution(const char* name, const char* description, Run run) {
    CLI::App* made = on_store(name, description, run);
    made->add_option("-e,--execution", arguments_.execution,
                     "Id of the execution, or a unique part of it; the only "
                     "one may be left out")
        ->type_name("ID");
    return made;
  }

  void add_snapshots(CLI::App* made, const char* description, int least,
                     int most, const char* type) {
    made->add_option("snapshot", arguments_.snapshots, description)
        ->required(least > 0)
        ->type_name(type)
        ->type_size(1)
        ->expected(least > 0 ? least : 0, most);
  }

  void add_confirmed(CLI::App* made) {
    made->add_flag("-y,--yes", arguments_.yes, "Do not ask");
    made->add_flag("--take-over", arguments_.take_over,
                   "Shut out an owner that lives");
  }

  void add_reveal(CLI::App* made) {
    made->add_flag("--reveal", arguments_.reveal,
                   "Show values that are held private, too");
  }

  void add_text(CLI::App* made, const char* name, std::string& place,
                const char* description, const char* type,
                bool required = false) {
    made->add_option(name, place, description)
        ->required(required)
        ->type_name(type);
  }

  void add_window(CLI::App* made, const char* since, const char* until) {
    add_text(made, "--since", arguments_.since, since, "TIME");
    add_text(made, "--until", arguments_.until, until, "TIME");
    made->add_option("-n,--limit", arguments_.limit, "At most so many")
        ->type_name("N");
  }

  void ls() {
    CLI::App* made = on_store("ls", "List executions", run_ls);
    add_text(made, "--state", arguments_.state,
             "Only Running, Completed, Failed, Cancelled or Paused ones",
             "STATE");
    add_text(made, "--kind", arguments_.kind, "Only those of this kind",
             "KIND");
    made->add_option("--attribute", arguments_.attributes,
                     "Only those with this attribute; again: and with this")
        ->type_name("NAME=VALUE")
        ->type_size(1)
        ->expected(1)
        ->take_all();
    CLI::Option* owned = made->add_flag("--owned", arguments_.owned,
                                        "Only those with a living owner");
    made->add_flag("--not-owned", arguments_.not_owned, "Only the others")
        ->excludes(owned);
    add_window(made, "Last commit at or after", "Last commit before");
  }

  void log() {
    CLI::App* made =
        on_execution("log", "Tell the history, newest first", run_log);
    add_text(made, "--label", arguments_.label, "Only those of this label",
             "LABEL");
    add_text(made, "--node", arguments_.node, "Only those of this node",
             "NODE");
    CLI::Option* automatic = made->add_flag("--auto", arguments_.automatic,
                                            "Only automatic snapshots");
    made->add_flag("--manual", arguments_.manual, "Only the others")
        ->excludes(automatic);
    add_window(made, "Taken at or after", "Taken before");
    made->add_flag("--graph", arguments_.graph,
                   "Draw the tree of the history beside it");
    made->add_flag("--sizes", arguments_.sizes,
                   "What each shares with others, and what removing it alone "
                   "would free");
  }

  void looking() {
    ls();
    log();
    CLI::App* show = on_execution("show", "Show a snapshot, or now", run_show);
    add_snapshots(show, "Name of a snapshot; `now` where it is left out", 0, 1,
                  "SNAPSHOT");
    show->add_flag("--full", arguments_.full, "Do not cut long values");
    add_text(show, "-p,--pointer", arguments_.pointer,
             "Only the value at this JSON Pointer", "POINTER");
    show->add_flag("--canonical", arguments_.canonical,
                   "The canonical JSON of the state, which is what the digest "
                   "is of");
    add_reveal(show);
    CLI::App* diff =
        on_execution("diff", "Tell what changed between two states", run_diff);
    add_snapshots(diff, "Two names; `now` where the second is left out", 1, 2,
                  "SNAPSHOT");
    diff->add_flag("--exit-code", arguments_.exit_code,
                   "End with 1 where there is a difference");
    add_reveal(diff);
    CLI::App* history = on_execution(
        "history", "Tell in which snapshots one value changed", run_history);
    add_text(history, "pointer", arguments_.pointer,
             "JSON Pointer that begins with /variables, /node_results or "
             "/state",
             "POINTER", true);
    add_reveal(history);
    CLI::App* digest =
        on_execution("digest", "Tell the SHA-256 of states", run_digest);
    add_snapshots(digest, "Names of snapshots; `now` where left out", 0, -1,
                  "SNAPSHOT");
    CLI::App* stats = on_execution(
        "stats", "Tell figures of the store, or what snapshots take",
        run_stats);
    add_snapshots(stats,
                  "Names of snapshots: what they take together; with -e alone, "
                  "all of it",
                  0, -1, "SNAPSHOT");
    stats->add_flag("--prometheus", arguments_.prometheus,
                    "Figures of the store in the text format of Prometheus");
  }

  void add_move(CLI::App* made) {
    made->add_flag("--dry-run", arguments_.dry_run,
                   "Tell what it would do, and change nothing");
    add_text(made, "--reason", arguments_.reason,
             "Why; told in the history by a snapshot labelled `rollback`",
             "TEXT");
    add_confirmed(made);
  }

  void changing() {
    CLI::App* rollback = on_execution(
        "rollback", "Set the working state back to a snapshot", run_rollback);
    add_snapshots(rollback, "Name of the snapshot", 1, 1, "SNAPSHOT");
    add_move(rollback);
    CLI::App* switching = on_execution(
        "switch", "Go to the head of a branch, and select it", run_switch);
    add_text(switching, "branch", arguments_.name, "Name of the branch",
             "BRANCH", true);
    add_move(switching);
    migrate();
  }

  void removing() {
    CLI::App* prune =
        on_execution("prune", "Remove what a policy does not keep", run_prune);
    CLI::Option* before =
        prune->add_option("--before", arguments_.before,
                          "Instead: all that was taken before this time");
    before->type_name("TIME");
    prune
        ->add_option("--policy", arguments_.policy,
                     "This policy; that of the history where it is left out")
        ->type_name("POLICY")
        ->excludes(before);
    prune->add_flag("--dry-run", arguments_.dry_run,
                    "Tell what would leave, and change nothing");
    add_confirmed(prune);
    CLI::App* policy =
        on_execution("policy", "Tell or set which snapshots stay", run_policy);
    CLI::Option* text = policy->add_option(
        "policy", arguments_.policy,
        "Words such as keep-last=10 keep-daily=7; see docs/retention.md");
    text->type_name("POLICY");
    policy->add_flag("--none", arguments_.none, "No policy of its own")
        ->excludes(text);
    policy->add_flag("--store", arguments_.of_store,
                     "Of the store: that of executions without one");
    CLI::App* expire = on_store(
        "expire", "Delete executions whose policy lets them go", run_expire);
    expire->add_flag("--dry-run", arguments_.dry_run,
                     "Tell which, and change nothing");
    expire->add_flag("-y,--yes", arguments_.yes, "Do not ask");
    CLI::App* remove =
        on_execution("remove", "Remove one snapshot", run_remove);
    add_snapshots(remove, "Name of the snapshot", 1, 1, "SNAPSHOT");
    add_confirmed(remove);
    CLI::App* deleting =
        on_store("delete", "Delete an execution with its history", run_delete);
    add_text(deleting, "-e,--execution", arguments_.execution,
             "Id of the execution, all of it", "ID", true);
    add_confirmed(deleting);
    erasing();
  }

  void erasing() {
    CLI::App* erase = on_execution(
        "erase", "Take a value out of all that is kept", run_erase);
    CLI::Option* place =
        erase->add_option("--pointer", arguments_.pointer,
                          "A place in each state, such as /variables/key");
    place->type_name("POINTER");
    erase
        ->add_option("--containing", arguments_.containing,
                     "Instead: a text; - reads it from standard input")
        ->type_name("-")
        ->excludes(place);
    erase->add_flag("--all", arguments_.all, "From all executions")
        ->excludes("--execution");
    add_text(erase, "--reason", arguments_.reason, "Why, for the record",
             "TEXT");
    erase->add_flag("--dry-run", arguments_.dry_run,
                    "Tell what would be erased, and change nothing");
    add_confirmed(erase);
    on_execution("erasures", "List what was erased, when and why",
                 run_erasures);
  }

  void branch() {
    CLI::App* made = on_execution(
        "branch", "List branches, or make, rename or remove one", run_branch);
    add_text(made, "name", arguments_.name, "Its name; without one: list them",
             "NAME");
    add_snapshots(made,
                  "Its head; where left out, the snapshot that the state goes "
                  "on from, and the branch is selected",
                  0, 1, "SNAPSHOT");
    CLI::Option* to =
        made->add_option("--rename", arguments_.to, "Give it another name");
    to->type_name("NAME");
    made->add_flag("--remove", arguments_.remove,
                   "Take its name away; its snapshots stay")
        ->excludes(to);
    made->add_flag("--take-over", arguments_.take_over,
                   "Shut out an owner that lives");
  }

  void naming() {
    branch();
    CLI::App* tag =
        on_execution("tag", "List tags, or give a snapshot one", run_tag);
    add_text(tag, "snapshot", arguments_.snapshot,
             "Name of a snapshot; without one: list tags", "SNAPSHOT");
    add_text(tag, "name", arguments_.name, "The tag", "TAG");
    CLI::Option* unique = tag->add_flag("--unique", arguments_.unique,
                                        "Refuse where another snapshot has it");
    tag->add_flag("--remove", arguments_.remove, "Take the tag away")
        ->excludes(unique);
    CLI::App* hold = on_execution(
        "hold", "List holds, or keep a snapshot from leaving", run_hold);
    add_text(hold, "snapshot", arguments_.snapshot,
             "Name of a snapshot; without one: list holds", "SNAPSHOT");
    add_text(hold, "name", arguments_.name, "Name of the hold", "HOLD");
    add_text(hold, "--reason", arguments_.reason, "Why", "TEXT");
    CLI::App* release =
        on_execution("release", "Release a snapshot from a hold", run_release);
    add_text(release, "snapshot", arguments_.snapshot, "Name of the snapshot",
             "SNAPSHOT", true);
    add_text(release, "name", arguments_.name, "Name of the hold", "HOLD",
             true);
    CLI::App* group = on_execution(
        "group", "List groups, or go back to one, or remove it", run_group);
    add_text(group, "group", arguments_.name,
             "Id of a group, or a unique end of it; without one: list them",
             "GROUP");
    CLI::Option* back =
        group->add_flag("--rollback", arguments_.back,
                        "Set all executions of the group back to it");
    group
        ->add_flag("--remove", arguments_.remove,
                   "Take it out of this history; its snapshot stays")
        ->excludes(back);
    add_confirmed(group);
  }

  void migrate() {
    CLI::App* made = on_store(
        "migrate", "Bring executions to the next version of their state",
        run_migrate);
    add_text(made, "--kind", arguments_.kind, "Those of this kind", "KIND",
             true);
    made->add_option("--to", arguments_.version, "The version that they get")
        ->required()
        ->type_name("N")
        ->check(CLI::Range(int64_t{1}, INT64_MAX));
    made->add_option("--patch", arguments_.patches,
                     "File with a JSON Patch of {node_results, state, "
                     "variables}, - is standard input; again: of the next "
                     "version, the last one of N")
        ->required()
        ->type_name("FILE")
        ->type_size(1)
        ->expected(1)
        ->take_all();
    made->add_flag("--dry-run", arguments_.dry_run,
                   "Tell what it would do, and change nothing");
    add_reveal(made);
    add_confirmed(made);
  }

  void keeping() {
    CLI::App* check =
        on_store("check", "Prove that a store is whole", run_check);
    check->add_flag("--quick", arguments_.quick, "Checksums only");
    CLI::App* backup =
        on_store("backup", "Copy a store while others use it", run_backup);
    add_text(backup, "path", arguments_.path, "File to make", "FILE", true);
    on_store("compact", "Remove what nothing needs, and give back its bytes",
             run_compact);
  }

  void moving() {
    CLI::App* out =
        on_execution("export", "Write an execution as JSON lines", run_export);
    out->add_flag("--full", arguments_.full,
                  "Each snapshot whole, in the forms of oxify-model");
    add_text(out, "-o,--output", arguments_.path,
             "File to make; standard output where left out", "FILE");
    CLI::App* in =
        on_store("import", "Make an execution of an export", run_import);
    add_text(in, "file", arguments_.path,
             "File with the export; standard input where left out, or -",
             "FILE");
    add_text(in, "--as", arguments_.as,
             "Id that it gets; the one that it had where left out", "ID");
    add_create(in);
    CLI::App* copy =
        on_execution("copy", "Copy an execution with its history", run_copy);
    add_text(copy, "to", arguments_.path,
             "File of the other store, or the same", "TO", true);
    add_text(copy, "--as", arguments_.as,
             "Id that it gets; the same where left out", "ID");
    add_create(copy);
    CLI::App* fork = on_execution(
        "fork", "Make an execution that goes on from a snapshot", run_fork);
    add_snapshots(fork, "Name of a snapshot; `now` where it is left out", 0, 1,
                  "SNAPSHOT");
    add_text(fork, "--as", arguments_.as, "Id that it gets", "ID", true);
  }

  void add_create(CLI::App* made) {
    made->add_flag("--create", arguments_.create,
                   "Make the store where there is none");
  }

  void completion() {
    CLI::App* made =
        app_.add_subcommand("completion", "Print completions for a shell");
    made->require_subcommand(1);
    on_call(made->add_subcommand("bash",
                                 "For bash: source it, or put it into "
                                 "share/bash-completion/completions"),
            run_completion_bash);
    on_call(made->add_subcommand("zsh",
                                 "For zsh: put it into a folder of fpath as "
                                 "_snaproll"),
            run_completion_zsh);
  }

  CLI::App& app_;
  Arguments& arguments_;
  Run& run_;
};

}  // namespace

std::unique_ptr<CLI::App> make_app(Arguments& arguments, Run& run) {
  auto app = std::make_unique<CLI::App>(
      "Looks into stores of executions, and works on them.", "snaproll");
  app->set_version_flag("--version",
                        std::string("snaproll ") + snaproll_version_string(),
                        "Print the version and end");
  app->set_help_flag("-h,--help", "Print this help and end");
  app->require_subcommand(1);
  app->footer(kFooter);
  Builder(*app, arguments, run).build();
  return app;
}

}  // namespace snaproll::cli
