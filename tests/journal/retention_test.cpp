// Policies of stores, executions that expire, and names that travel along.
#include "execution/durable_fixture.hpp"

namespace snaproll {
namespace {

using test::IsError;
using test::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

}  // namespace
}  // namespace snaproll
