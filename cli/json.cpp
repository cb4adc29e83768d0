#include "json.hpp"

#include <vector>

namespace snaproll::cli {

std::string json_text(std::string_view text) {
  return abi::Value::new_text(text).to_json();
}

void JsonObject::begin(std::string_view name) {
  if (json_.size() > 1) json_ += ',';
  json_ += json_text(name) + ':';
}

JsonObject& JsonObject::text(std::string_view name, std::string_view value) {
  return raw(name, json_text(value));
}

JsonObject& JsonObject::text_or_null(std::string_view name,
                                     const std::optional<std::string>& value) {
  return raw(name, value.has_value() ? json_text(*value) : "null");
}

JsonObject& JsonObject::number(std::string_view name, uint64_t value) {
  return raw(name, std::to_string(value));
}

JsonObject& JsonObject::boolean(std::string_view name, bool value) {
  return raw(name, value ? "true" : "false");
}

JsonObject& JsonObject::id(std::string_view name,
                           const std::optional<snaproll_id>& id) {
  return raw(name, id.has_value() ? json_text(abi::to_string(*id)) : "null");
}

JsonObject& JsonObject::time(std::string_view name, int64_t time) {
  return raw(name, time == SNAPROLL_NO_TIME ? "null"
                                            : json_text(abi::time_text(time)));
}

JsonObject& JsonObject::raw(std::string_view name, std::string_view json) {
  begin(name);
  json_ += json;
  return *this;
}

std::string text_of(const abi::Value& object, std::string_view name) {
  const abi::Value member = object.find(name);
  return member.kind() == SNAPROLL_KIND_NULL ? "" : member.as_text();
}

int64_t number_of(const abi::Value& object, std::string_view name) {
  return object.find(name).as_int64();
}

bool is_null(const abi::Value& object, std::string_view name) {
  return object.find(name).kind() == SNAPROLL_KIND_NULL;
}

std::vector<std::string> texts_of(std::string_view json) {
  const abi::Value array = abi::Value::parse(json);
  std::vector<std::string> texts;
  texts.reserve(array.size());
  for (size_t i = 0; i < array.size(); ++i)
    texts.push_back(array.at(i).as_text());
  return texts;
}

}  // namespace snaproll::cli
