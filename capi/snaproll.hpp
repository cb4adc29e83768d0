// Snaproll for C++17 programs on the shared library: a header-only wrapper over
// the C ABI alone (snaproll.h), under the same names; what each call does and
// how it fails stands there. (Class::get() is the handle of C, so the getters
// of that name are get_at and get_snapshot.)
//
// Objects own their handles and give them back; they move, and immutable ones
// have ref(). A call that fails throws abi::Error; a rollback that fails by
// rule M12 throws abi::RollbackError, which has the result. Text goes in as
// std::string_view and comes out as std::string, JSON too.
//
// "As snaproll_..." above a function names the one of C that it calls, with the
// same arguments in their order: what it does, costs and fails with stands
// there. What C hands out is the return value, an object that owns it where it
// is a handle, std::optional where C tells by `present` or NULL whether there
// is one. What may be NULL there may be left out here. On top of C each call
// copies the text or the column that comes out.
//
// Thread words are those of the C headers. The namespace is snaproll::abi, so
// that one program may also include the C++ API of snaproll::core.
#ifndef SNAPROLL_HPP
#define SNAPROLL_HPP

#include "snaproll_abi/execution.hpp"

#endif
