// Writes the seeds that come of the library itself: `fuzz_seeds <folder>` puts
// a folder for each target into it.
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "journal/home.hpp"
#include "reading.hpp"
#include "rows_form.hpp"
#include "zeros.hpp"

namespace snaproll::fuzz {
namespace {

namespace fs = std::filesystem;

void put_seed(const fs::path& path, const std::string& bytes) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << bytes;
}

// The same bytes each time, but for what is random in a store.
std::shared_ptr<const Environment> environment() {
  constexpr Time kStart = 1'700'000'000'000'000'000;
  auto made = std::make_shared<Environment>();
  made->clock = std::make_shared<Clock>(kStart, 1'000'000'000);
  made->ids = std::make_shared<IdSource>(7);
  return made;
}

// One of each: records of all kinds, names, moves, a pause record.
void fill(const snaproll::Store& store, size_t how) {
  OpenOptions options;
  options.execution.environment = environment();
  options.execution.auto_snapshot = how % 2 == 1;
  if (how == 1) options.execution.max_snapshots = 8;
  options.kind = "seed";
  options.schema = static_cast<int64_t>(how % 3);
  options.attributes = {{"tenant", "one"}};
  auto run = require_ok(Execution::open(store, "run", options), "it opens");
  const auto set = [&](std::string_view name, std::string_view json) {
    require_ok(run.context().set_variable_json(name, json),
               "a variable is set");
  };
  set("a", "1");
  set("list", "[1,2.5,\"three\"]");
  const Snapshot first = require_ok(run.snapshot({"first", {}, {}}), "taken");
  require_ok(run.add_edge({"fetch", "parse"}), "an edge is added");
  for (const char* node : {"fetch", "parse", "fetch"}) {
    auto step = require_ok(run.step_begin(node), "a step begins");
    if (step.done()) continue;
    set("b", "{\"k\":\"v\"}");
    require_ok(step.finish(*Value::text(node)), "a step ends");
  }
  auto failed = require_ok(run.step_begin("bad"), "a step begins");
  require_ok(failed.fail("no luck"), "a step fails");
  require_ok(run.context().append("/variables/list", Value::integer(7)),
             "more");
  require_ok(run.snapshot(), "taken");
  require_ok(run.manager().tag(first.id(), "good"), "tagged");
  if (how > 0) {
    require_ok(run.manager().hold(first.id(), "legal", "why"), "held");
    require_ok(run.manager().create_branch(run.context(), "plan"), "named");
    require_ok(run.rollback_to(first.id()), "back");
    require_ok(run.undo_rollback(), "and forth");
    require_ok(run.context().pause(), "paused");
    require_ok(run.manager().set_policy(*Policy::parse("keep-last=5")), "kept");
    require_ok(run.context().set_private_paths({{"/variables/t"}, {}}), "told");
  }
  if (how > 1) {
    set("long", '"' + std::string(3000, 'x') + "\"");
    const std::string hash = require_ok(run.put_blob("bytes"), "a blob is put");
    set("blob", "{\"$blob\":\"" + hash + "\"}");
    require_ok(run.snapshot(), "taken");
  }
  require_ok(run.save(), "saved");
}

std::string lines_of(const snaproll::Store& store, bool full) {
  auto exporter = require_ok(Exporter::begin(store, "run", full), "exported");
  std::string lines;
  while (const auto line = require_ok(exporter.next(), "the next line"))
    lines += *line + '\n';
  return lines;
}

std::string rows_of(const snaproll::Store& store, const fs::path& folder) {
  const auto home = require_ok(store.home(), "it is open");
  const auto reader = require_ok(home->rows->read(), "it can be read");
  const auto all = require_ok(reader->executions({}, 0, 9), "a list");
  std::string out;
  for (const ExecutionRow& row : all) {
    write_row(out, row);
    require_ok(reader->records(
                   row.exec, 0, false, true,
                   [&](RecordRow& record) -> Result<bool> {
                     write_row(out, record);
                     const char which = record.codec == Codec::kZstd ? 5 : 0;
                     put_seed(folder / "record" /
                                  ("body-" + std::to_string(record.key.seq)),
                              which + record.body);
                     if (record.attempt.has_value())
                       put_seed(
                           folder / "record" /
                               ("attempt-" + std::to_string(record.key.seq)),
                           '\2' + *record.attempt);
                     return true;
                   }),
               "records are read");
    for (const NameRow& name : require_ok(reader->names(row.exec), "names"))
      write_row(out, name);
  }
  return out;
}

void forms(const snaproll::Store& store, const fs::path& folder) {
  OpenOptions options;
  options.mode = OpenMode::kRead;
  auto run = require_ok(Execution::open(store, "run", options), "it is read");
  const auto form = [&](char which, const std::string& json) {
    put_seed(folder / "forms" / std::to_string(which), which + json);
  };
  form(0, require_ok(run.context().to_json(), "a context"));
  form(1, require_ok(run.manager().latest()->to_json(), "a snapshot"));
  form(2, require_ok(run.context().checkpoint()->to_json(), "a checkpoint"));
  RollbackResult result;
  result.success = true;
  form(3, result.to_json());
  form(4, require_ok(run.context().private_paths().to_json(), "paths"));
  form(5, run.context().node_result("fetch")->to_json());
  form(6, "2024-02-29T23:59:60.123456789+02:00");
  form(7, run.manager().latest()->id().text());
  form(8, require_ok(run.context().value(), "a state").to_json());
}

void make(const fs::path& folder) {
  for (size_t how = 0; how < 3; ++how) {
    const fs::path file = folder / "seed.db";
    auto store = require_ok(
        snaproll::Store::open(file.string(), quick_options()), "open");
    fill(store, how);
    const std::string name = "seed-" + std::to_string(how);
    put_seed(folder / "import" / (name + "-bundle"), lines_of(store, false));
    put_seed(folder / "import" / (name + "-full"), lines_of(store, true));
    put_seed(folder / "rows" / name, rows_of(store, folder));
    if (how > 0) forms(store, folder);
    require_ok(store.close(), "it closes");
    std::ifstream in(file, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in),
                            std::istreambuf_iterator<char>()};
    const std::string packed = pack_zeros(bytes);
    require(expand_zeros(packed, bytes.size() + 1) == bytes, "it is packed");
    put_seed(folder / "store" / name, packed);
    fs::remove(file);
  }
}

}  // namespace
}  // namespace snaproll::fuzz

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  std::filesystem::create_directories(argv[1]);
  snaproll::fuzz::make(argv[1]);
  return 0;
}
