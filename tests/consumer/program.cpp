// A C++ program on the C++ API (snaproll::core): as program.c.
#include <iostream>
#include <snaproll/context.hpp>
#include <snaproll/manager.hpp>

int main() {
  auto context = snaproll::Context::create("consumer");
  if (!context.ok()) return 1;
  snaproll::Manager manager;
  const bool done = context->set_variable_json("answer", "42").ok() &&
                    manager.create_snapshot(*context).ok() &&
                    context->set_variable_json("answer", "0").ok() &&
                    manager.rollback(*context).ok();
  const auto answer = context->variable("answer");
  if (!done || !answer) return 1;
  std::cout << "answer " << answer->to_json() << '\n';
}
