// Executions on a store: opening and committing them, and migrating their
// states.
#include "runner.hpp"

namespace scenario {

std::vector<std::pair<std::string, std::string>> Call::attributes() const {
  std::vector<std::pair<std::string, std::string>> all;
  if (!has("attributes")) return all;
  value("attributes").for_each([&](std::string_view name, const Value& text) {
    all.emplace_back(name, *text.as_text());
    return true;
  });
  return all;
}

std::vector<std::string> Call::texts(const char* input) const {
  std::vector<std::string> all;
  for (const Value& text : value(input).elements())
    all.push_back(*text.as_text());
  return all;
}

namespace {

Execution& execution(Call& c) { return c.shared<Execution>("self"); }

// What C refuses as options that can not be.
Status check_told(const OpenOptions& options) {
  if (options.schema < 0)
    return Error(Code::kInvalidArgument, "schema: below 0");
  for (const auto& [name, value] : options.attributes)
    if (name.empty())
      return Error(Code::kInvalidArgument, "name: an empty name");
  return {};
}

Reply open_execution(Call& c) {
  OpenOptions options;
  if (c.has("mode"))
    options.mode = static_cast<OpenMode>(
        c.word("mode", {"open_or_create", "existing", "create", "read"}));
  options.execution = c.options();
  options.kind = c.text_or_empty("kind");
  if (c.has("schema")) options.schema = c.integer("schema");
  options.attributes = c.attributes();
  options.owner = c.text_or_empty("owner");
  options.take_over = c.boolean("take_over");
  if (c.has("start_snapshot"))
    options.start_snapshot = c.boolean("start_snapshot");
  if (c.has("save_steps")) options.save_steps = c.boolean("save_steps");
  SNAPROLL_CHECK(check_told(options));
  return c.made_shared(
      Execution::open(c.shared<Store>("store"), c.text("id"), options));
}

// The first failure, told with its place, and the code of each.
Reply commit_many(Call& c) {
  std::vector<Execution*> all;
  for (const std::string& name : c.texts("executions"))
    all.push_back(c.named<std::shared_ptr<Execution>>(name).get());
  std::vector<Status> outcomes = Execution::save_many(all);
  std::optional<Error> first;
  std::vector<std::string> codes;
  for (size_t i = 0; i < outcomes.size(); ++i) {
    const bool good = outcomes[i].ok();
    codes.emplace_back(good ? kCodes[0] : code_name(outcomes[i].error().code));
    if (good || first.has_value()) continue;
    first = std::move(outcomes[i]).error();
    first->message = "executions[" + std::to_string(i) + "]: " + first->message;
  }
  if (!first.has_value()) return std::string();
  c.failed_out = json_names(codes);
  return *first;
}

// A function that sets a member, or fails.
Reply set_migration_function(Call& c) {
  MigrationFunction function;
  if (c.has("code")) {
    const Error error(static_cast<Code>(-c.word("code", kCodes)),
                      c.text("message"));
    function = [error](const Value&) -> Result<Value> { return error; };
  } else {
    SNAPROLL_TRY(const Value item, Value::parse(c.text("json")));
    function = [item, pointer = c.text("pointer")](
                   const Value& state) -> Result<Value> {
      Value made = state;
      SNAPROLL_CHECK(pointer_set(made, pointer, item));
      return made;
    };
  }
  return done(c.shared<Store>("self").set_migration(
      c.text("kind"), c.integer("to"), std::move(function)));
}

}  // namespace

const Table kDurable = {
    {"execution.open", open_execution},
    {"execution.is_durable",
     [](Call& c) -> Reply { return out_bool(execution(c).is_durable()); }},
    {"execution.save", [](Call& c) { return done(execution(c).save()); }},
    {"execution.reload",
     [](Call& c) { return done(execution(c).reload(c.boolean("take_over"))); }},
    {"execution.close", [](Call& c) { return done(execution(c).close()); }},
    {"snapshot.stored_bytes",
     [](Call& c) -> Reply {
       const auto& stored = c.self<Snapshot>().stored();
       return out_bool(stored != nullptr && stored->stored_bytes() != 0);
     }},
    {"store.commit_many", commit_many},
    {"store.set_migration",
     [](Call& c) {
       return done(c.shared<Store>("self").set_migration(
           c.text("kind"), c.integer("to"), c.object<Patch>("patch")));
     }},
    {"store.set_migration_function", set_migration_function},
};

}  // namespace scenario
