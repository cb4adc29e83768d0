// What is shown of states: with "***" for all that an execution holds private,
// unless --reveal was said.
#pragma once

#include <snaproll.hpp>
#include <string>
#include <string_view>

#include "arguments.hpp"

namespace snaproll::cli {

class Shown {
 public:
  Shown(const Arguments& arguments, const abi::Context& context);

  // `pointer` tells where the value stands in a state; "" = it is a whole one.
  abi::Value value(const abi::Value& value,
                   std::string_view pointer = {}) const;
  // Of whole states.
  abi::Patch patch(const abi::Patch& patch) const;
  // The JSON form of a context or a snapshot.
  std::string form(const std::string& json) const;
  // An array of attempts: the message of one is that of its node's result.
  std::string attempts(const std::string& json) const;

 private:
  std::string paths_;
  bool hides_;
};

}  // namespace snaproll::cli
