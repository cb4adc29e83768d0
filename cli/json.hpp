// Writing the answers of --json, and reading what the library tells as JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <snaproll.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace snaproll::cli {

std::string json_text(std::string_view text);

// One object, member by member.
class JsonObject {
 public:
  JsonObject& text(std::string_view name, std::string_view value);
  // null where there is none.
  JsonObject& text_or_null(std::string_view name,
                           const std::optional<std::string>& value);
  JsonObject& number(std::string_view name, uint64_t value);
  JsonObject& boolean(std::string_view name, bool value);
  JsonObject& id(std::string_view name, const std::optional<snaproll_id>& id);
  JsonObject& time(std::string_view name, int64_t time);
  // What is JSON already.
  JsonObject& raw(std::string_view name, std::string_view json);
  std::string end() { return json_ + '}'; }

 private:
  void begin(std::string_view name);
  std::string json_ = "{";
};

// A member of an object: text, "" where it is null; a whole number.
std::string text_of(const abi::Value& object, std::string_view name);
int64_t number_of(const abi::Value& object, std::string_view name);
bool is_null(const abi::Value& object, std::string_view name);

// The elements of a JSON array of texts.
std::vector<std::string> texts_of(std::string_view json);

}  // namespace snaproll::cli
