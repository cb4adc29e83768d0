// Private paths: their text, and masking.
#include "snaproll/private_paths.hpp"

#include "support/matchers.hpp"

namespace snaproll {
namespace {

using test::IsError;
using test::IsErrorAt;
using test::IsOk;
using test::json;

// Where `path` is the third of its list.
Status check_third(const std::string& path) {
  return PrivatePaths{{}, {"/variables/a", "/variables/b", path}}.check();
}

Value hidden(const char* state, std::vector<std::string> secret,
             const char* pointer = "") {
  auto made = masked(json(state), {{}, std::move(secret)}, pointer);
  EXPECT_THAT(made, IsOk());
  return made.ok() ? *made : Value();
}

TEST(PrivatePaths, LeadBelowVariablesOrNodeResults) {
  for (const char* path :
       {"/variables/a", "/variables/", "/variables/*", "/variables/a*/0/~0~1~2",
        "/node_results/login", "/node_results/log-*/result/Success/token",
        "/variables/a?\\[x]"})
    EXPECT_THAT(check_third(path), IsOk()) << path;
  for (const char* path :
       {"", "/", "variables/a", "/variables", "/node_results", "/state",
        "/state/Failed", "/var*/a", "/*/a", "/other/a", "/variables/~",
        "/variables/~3", "/variables/a~", "*"})
    EXPECT_THAT(check_third(path),
                IsErrorAt(Code::kInvalidArgument, "/secret/2"))
        << path;
}

TEST(PrivatePaths, AreUtf8AndNotTooLong) {
  EXPECT_THAT(check_third("/variables/\xff"),
              IsErrorAt(Code::kParse, "/secret/2"));
  const std::string most =
      "/variables/" + std::string(PrivatePaths::kMaxPath - 11, 'a');
  EXPECT_THAT(check_third(most), IsOk());
  EXPECT_THAT(check_third(most + 'a'), IsErrorAt(Code::kLimit, "/secret/2"));
}

TEST(PrivatePaths, AreNotTooMany) {
  PrivatePaths paths;
  paths.transient.assign(PrivatePaths::kMaxPaths / 2, "/variables/a");
  paths.secret = paths.transient;
  EXPECT_THAT(paths.check(), IsOk());
  paths.secret.emplace_back("/variables/b");
  EXPECT_THAT(paths.check(), IsError(Code::kLimit));
}

TEST(PrivatePaths, AreReadAsTheyAreWritten) {
  const PrivatePaths paths{{"/variables/a\"*"}, {"/node_results/é/~2"}};
  const auto text = paths.to_json();
  ASSERT_THAT(text, IsOk());
  EXPECT_EQ(*text, R"({"secret":["/node_results/é/~2"],)"
                   R"("transient":["/variables/a\"*"]})");
  const auto read = PrivatePaths::from_json(*text);
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(*read, paths);
  const auto none = PrivatePaths::from_json("{}");
  ASSERT_THAT(none, IsOk());
  EXPECT_TRUE(none->empty());
}

TEST(PrivatePaths, RefuseAnyOtherText) {
  EXPECT_THAT(PrivatePaths::from_json("{"), IsError(Code::kParse));
  EXPECT_THAT(PrivatePaths::from_json("[]"), IsError(Code::kType));
  EXPECT_THAT(PrivatePaths::from_json(R"({"secret":"/variables/a"})"),
              IsErrorAt(Code::kType, "/secret"));
  EXPECT_THAT(PrivatePaths::from_json(R"({"transient":["/variables/a",1]})"),
              IsErrorAt(Code::kType, "/transient/1"));
  EXPECT_THAT(PrivatePaths::from_json(R"({"secrets":[]})"),
              IsErrorAt(Code::kInvalidArgument, "/secrets"));
  EXPECT_THAT(PrivatePaths::from_json(R"({"transient":["/state"]})"),
              IsErrorAt(Code::kInvalidArgument, "/transient/0"));
}

TEST(PrivatePaths, ErrorsDoNotQuoteThem) {
  for (const char* path : {"/hunter2", "/variables/hunter2~", "hunter2"}) {
    const Status status = check_third(path);
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.error().message.find("hunter2"), std::string::npos);
    EXPECT_EQ(status.error().hint.find("hunter2"), std::string::npos);
  }
}

TEST(Masked, ShowsStarsForWhatAPathNames) {
  const char* state = R"({"variables":{"a":{"key":1,"name":"n"},"b":2}})";
  EXPECT_EQ(hidden(state, {"/variables/a/key"}),
            json(R"({"variables":{"a":{"key":"***","name":"n"},"b":2}})"));
  EXPECT_EQ(hidden(state, {"/variables/a", "/variables/a/key"}),
            json(R"({"variables":{"a":"***","b":2}})"));
  EXPECT_EQ(hidden(state, {"/variables/*"}),
            json(R"({"variables":{"a":"***","b":"***"}})"));
  EXPECT_EQ(hidden(state, {"/variables/a/none", "/node_results/x"}),
            json(state));
}

TEST(Masked, StarStandsForAnyRunOfOneToken) {
  const char* state =
      R"({"variables":{"key":1,"key1":2,"a.key":3,"k":{"key":4},"*":5}})";
  EXPECT_EQ(
      hidden(state, {"/variables/key*"}),
      json(
          R"({"variables":{"key":"***","key1":"***","a.key":3,"k":{"key":4},"*":5}})"));
  EXPECT_EQ(
      hidden(state, {"/variables/*key"}),
      json(
          R"({"variables":{"key":"***","key1":2,"a.key":"***","k":{"key":4},"*":5}})"));
  EXPECT_EQ(
      hidden(state, {"/variables/*/key", "/variables/~2"}),
      json(
          R"({"variables":{"key":1,"key1":2,"a.key":3,"k":{"key":"***"},"*":"***"}})"));
}

TEST(Masked, QuestionMarksAndBackslashesAreThemselves) {
  const char* state = R"({"variables":{"a?":1,"ab":2,"\\*":3}})";
  EXPECT_EQ(hidden(state, {"/variables/a?", "/variables/\\~2"}),
            json(R"({"variables":{"a?":"***","ab":2,"\\*":"***"}})"));
  EXPECT_EQ(hidden(state, {"/variables/?*"}), json(state));
  EXPECT_EQ(hidden(state, {"/variables/\\*"}),
            json(R"({"variables":{"a?":1,"ab":2,"\\*":"***"}})"));
}

TEST(Masked, TakesElementsByIndex) {
  const char* state = R"({"variables":{"l":[{"k":1},{"k":2},3]}})";
  EXPECT_EQ(hidden(state, {"/variables/l/1/k"}),
            json(R"({"variables":{"l":[{"k":1},{"k":"***"},3]}})"));
  EXPECT_EQ(hidden(state, {"/variables/l/*/k"}),
            json(R"({"variables":{"l":[{"k":"***"},{"k":"***"},3]}})"));
  EXPECT_EQ(hidden(state, {"/variables/l/2", "/variables/l/9"}),
            json(R"({"variables":{"l":[{"k":1},{"k":2},"***"]}})"));
}

TEST(Masked, KnowsWhereTheValueStands) {
  EXPECT_EQ(hidden(R"({"key":1,"b":2})", {"/variables/a/key"}, "/variables/a"),
            json(R"({"key":"***","b":2})"));
  EXPECT_EQ(hidden("1", {"/variables/a/key"}, "/variables/a/key"),
            json(R"("***")"));
  EXPECT_EQ(hidden("1", {"/variables/a"}, "/variables/a/key"),
            json(R"("***")"));
  EXPECT_EQ(hidden("1", {"/variables/a"}, "/variables/b"), json("1"));
  EXPECT_THAT(masked(json("1"), {}, "variables"), IsError(Code::kParse));
}

TEST(Masked, MasksTransientPathsToo) {
  const auto made =
      masked(json(R"({"variables":{"a":1}})"), {{"/variables/a"}, {}});
  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(*made, json(R"({"variables":{"a":"***"}})"));
}

TEST(Masked, RefusesBadPaths) {
  EXPECT_THAT(masked(json("1"), {{}, {"/state"}}),
              IsErrorAt(Code::kInvalidArgument, "/secret/0"));
}

// Neither side of a change, in no form.
TEST(Masked, PatchTellsThatASecretChangedAndNotToWhat) {
  const std::string old_one = "hunter2 and some more of the old text";
  const std::string new_one = "hunter2 and some more of the new text";
  const auto state = [](const std::string& key, const char* list) {
    return json(R"({"variables":{"key":")" + key + R"(","n":1,"list":)" + list +
                R"(,"in":{"key":")" + key + R"("}}})");
  };
  const std::vector<std::pair<Value, Value>> sides = {
      {state(old_one, "[]"), state(new_one, "[]")},
      {state(old_one, "[]"), state(old_one, R"([{"key":"hunter2"}])")},
      {state(old_one, R"([{"key":"hunter2"},1,2,3])"),
       state(old_one, R"([1,2,3,{"key":"hunter3"},{"key":"hunter4"}])")},
      {state(old_one, "[]"), json(R"({"variables":{}})")},
      {json(R"({"variables":{}})"), state(new_one, "[]")},
      {json("{}"), state(new_one, "[]")},
  };
  const PrivatePaths paths{
      {}, {"/variables/key", "/variables/*/key", "/variables/list/*/key"}};
  for (const auto& [before, after] : sides) {
    const auto patch = Patch::diff(before, after);
    ASSERT_THAT(patch, IsOk());
    const auto shown = masked(*patch, paths);
    ASSERT_THAT(shown, IsOk());
    EXPECT_EQ(shown->size(), patch->size());
    const auto rfc = shown->to_json();
    ASSERT_THAT(rfc, IsOk());
    for (const std::string& text :
         {shown->to_text(), shown->to_compact(), *rfc}) {
      EXPECT_EQ(text.find("hunter"), std::string::npos) << text;
      EXPECT_EQ(text.find("text"), std::string::npos) << text;
    }
  }
}

TEST(Masked, PatchShowsWhatIsNoSecret) {
  const auto patch = Patch::diff(json(R"({"variables":{"a":1,"b":"x"}})"),
                                 json(R"({"variables":{"a":2,"b":"y"}})"));
  ASSERT_THAT(patch, IsOk());
  const auto shown = masked(*patch, {{}, {"/variables/b"}});
  ASSERT_THAT(shown, IsOk());
  EXPECT_EQ(shown->to_text(),
            "~ /variables/a: 1 -> 2\n~ /variables/b: \"***\" -> \"***\"\n");
}

TEST(Masked, OnesOfAPatchOfAppendedTextAreMasked) {
  const auto patch = Patch::from_json(
      R"([["append","/variables/log","hunter2"],["append","/variables/l",[["hunter2"]]]])");
  ASSERT_THAT(patch, IsOk());
  const auto shown = masked(*patch, {{}, {"/variables/log", "/variables/l/7"}});
  ASSERT_THAT(shown, IsOk());
  EXPECT_EQ(shown->to_compact().find("hunter2"), std::string::npos);
}

}  // namespace
}  // namespace snaproll
