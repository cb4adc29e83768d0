// A C++ program on the wrapper over the C ABI (snaproll.hpp): as program.c.
#include <iostream>
#include <snaproll.hpp>

int main() {
  snaproll::abi::Context context("consumer");
  snaproll::abi::Manager manager;
  context.set_variable_int64("answer", 42);
  manager.create_snapshot(context);
  context.set_variable_int64("answer", 0);
  manager.rollback(context);
  std::cout << "answer " << context.get_variable("answer") << '\n';
}
