#include "script.hpp"

#include "support/observed.hpp"
#include "world.hpp"

namespace snaproll::proof {

Script::Script(uint64_t seed, Durability durability)
    : durability_(durability), random_(seed) {
  auto made = std::make_shared<Environment>();
  made->clock = std::make_shared<Clock>(
      1'700'000'000'000'000'000 + static_cast<int64_t>(seed % 1000) * 1'000'000,
      1000);
  made->ids = std::make_shared<IdSource>(seed);
  environment_ = std::move(made);
}

Script::~Script() {
  step_.reset();
  runs_.clear();
}

void Script::operation(const std::string& what,
                       const std::function<Status()>& function) {
  do_one(what, false, function);
}

void Script::in_parts(const std::string& what,
                      const std::function<Status()>& function) {
  do_one(what, true, function);
}

void Script::do_one(const std::string& what, bool in_parts,
                    const std::function<Status()>& function) {
  if (failed_.has_value()) return;
  copies_ = false;
  Status status;
  try {
    status = function();
  } catch (const Failure& failure) {
    status = Error(failure.error());
  }
  if (!status.ok()) {
    failed_ = status.error();
    failed_at_ = what;
    return;
  }
  Acknowledged done;
  done.what = what;
  done.in_parts = in_parts;
  done.copies = copies_;
  if (disk().trace != nullptr) done.events = disk().trace->size();
  if (shows && !step_.has_value())  // what it did is not committed
    for (const auto& [id, run] : runs_)
      done.shown[id] = without_the_system(test::observed(run));
  done_.push_back(std::move(done));
}

void Script::open_store() {
  operation("open the store", [this]() -> Status {
    SNAPROLL_TRY(store_, Store::open(kStore, store_options(durability_)));
    return {};
  });
}

void Script::open_run(const std::string& id,
                      const std::function<void(OpenOptions&)>& change) {
  OpenOptions options;
  options.execution.environment = environment_;
  options.execution.auto_snapshot = false;
  options.start_snapshot = false;
  if (change) change(options);
  const bool parts = options.start_snapshot || options.schema > 0;
  do_one("open " + id, parts, [&]() -> Status {
    SNAPROLL_TRY(Execution run, Execution::open(*store_, id, options));
    runs_.erase(id);
    runs_.emplace(id, std::move(run));
    return {};
  });
}

void Script::close() {
  step_.reset();
  for (auto& [id, run] : runs_)
    operation("close " + id, [each = &run] { return each->close(); });
  runs_.clear();
  operation("close the store", [this] { return store_->close(); });
}

Status Script::set(const std::string& id, const std::string& name,
                   size_t bytes) {
  SNAPROLL_TRY(Value value, Value::text(text(bytes)));
  return run(id).context().set_variable(name, std::move(value));
}

std::string Script::text(size_t bytes) {
  std::string made(bytes, ' ');
  for (char& each : made)
    each = static_cast<char>('0' + static_cast<int>(random_() % 75));
  for (char& each : made)
    if (each == '\\') each = '/';
  return made;
}

Disk prepared(const Workload& workload, uint64_t seed) {
  disk() = Disk();
  if (workload.prepare != nullptr) {
    Script script(seed + 1, Durability::kPower);
    script.open_store();
    workload.prepare(script);
    script.close();
    if (script.failed().has_value())
      throw std::runtime_error(std::string(workload.name) +
                               " can not be prepared: " + script.failed_at() +
                               ": " + script.failed()->message);
  }
  Disk made = disk();
  return made;
}

}  // namespace snaproll::proof
