// Which process owns an execution, and whether it still lives.
//
// Thread word: plain functions.
#pragma once

#include <string>
#include <string_view>

namespace snaproll::detail {

// Tells this process from all others: host, boot, process namespace, process
// id and its start, as JSON. Made anew after a fork.
std::string this_process();

// Whether the process that such a text names may still be there. A process of
// this host is looked up; one that can not be looked up (another host, another
// container) is taken for living.
bool may_live(std::string_view process);

// "process 4711 on host": for messages.
std::string describe_process(std::string_view process);

}  // namespace snaproll::detail
