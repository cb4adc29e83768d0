// The only file with RapidJSON (1.1.0). What it can not be trusted with is done
// here: text ends by length and not by NUL; its stack throws where memory is
// out; depth, UTF-8 and numbers are checked by Builder. It parses in place, so
// that it copies nothing: JsonInput writes only what had escapes.
#include "value/reader.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>

#include "base/utf8.hpp"
#include "value/json_input.hpp"
#include "value/plain_numbers.hpp"

namespace snaproll::detail {
// A failed assertion in RapidJSON would be a defect here; it ends the parse.
struct ReaderFault {};
}  // namespace snaproll::detail

#define RAPIDJSON_NAMESPACE snaproll_rapidjson
#define RAPIDJSON_NAMESPACE_BEGIN namespace snaproll_rapidjson {
#define RAPIDJSON_NAMESPACE_END }
#define RAPIDJSON_ASSERT(x) \
  ((x) ? static_cast<void>(0) : throw ::snaproll::detail::ReaderFault())
#include <rapidjson/reader.h>

namespace snaproll::detail {
namespace {

namespace rj = snaproll_rapidjson;

// UTF-8 that is read in stretches rather than byte by byte.
struct Stretches : rj::UTF8<> {};

}  // namespace
}  // namespace snaproll::detail

// What RapidJSON calls and looks up by these names.
// NOLINTBEGIN(readability-identifier-naming)
namespace snaproll_rapidjson {

template <>
struct StreamTraits<snaproll::detail::JsonInput> {
  enum { copyOptimization = 1 };
};

template <>
inline void SkipWhitespace(snaproll::detail::JsonInput& input) {
  if (static_cast<unsigned char>(input.Peek()) <= ' ') input.skip_blanks();
}

template <>
struct Transcoder<snaproll::detail::Stretches, snaproll::detail::Stretches> {
  template <typename In, typename Out>
  static bool Transcode(In& in, Out&) {
    in.take_stretch();
    return true;
  }
  template <typename In, typename Out>
  static bool Validate(In& in, Out& out) {
    return Transcode(in, out);
  }
};

}  // namespace snaproll_rapidjson
// NOLINTEND(readability-identifier-naming)

namespace snaproll::detail {
namespace {

// The names in the two classes below are those that RapidJSON calls.
// NOLINTBEGIN(readability-identifier-naming)

// Memory of the reader's one stack: near by while it is small. It throws where
// memory is out; RapidJSON's own allocator would be followed by a crash.
class StackMemory {
 public:
  StackMemory() = default;
  StackMemory(const StackMemory&) = delete;
  StackMemory& operator=(const StackMemory&) = delete;

  void* Malloc(size_t size) { return Realloc(nullptr, 0, size); }
  void* Realloc(void* memory, size_t old_size, size_t size) {
    if (size <= sizeof(near_)) return near_;
    std::unique_ptr<std::byte[]> larger(new std::byte[size]);
    if (memory != nullptr) {
      std::memcpy(larger.get(), memory, std::min(old_size, size));
    }
    far_ = std::move(larger);
    return far_.get();
  }
  static void Free(void*) {}

 private:
  alignas(16) std::byte near_[1024];
  std::unique_ptr<std::byte[]> far_;
};

// Hands RapidJSON's events on. Each returns false to end the parse, with the
// reason as the builder's error.
class Handler {
 public:
  Handler(Builder& builder, const JsonWork& work, const Cancel* cancel)
      : builder_(builder), work_(work), cancel_(cancel) {}

  bool Null() { return done(builder_.literal("null")); }
  bool Bool(bool b) { return done(builder_.literal(b ? "true" : "false")); }
  bool RawNumber(const char* text, rj::SizeType size, bool) {
    return done(builder_.number({text, size}));
  }
  bool String(const char*, rj::SizeType size, bool) {
    return done(builder_.text(work_.last(size)));
  }
  bool Key(const char*, rj::SizeType size, bool) {
    return done(builder_.name(work_.last(size)));
  }
  bool StartObject() { return done(builder_.begin(Shape::kObject)); }
  bool StartArray() { return done(builder_.begin(Shape::kArray)); }
  bool EndObject(rj::SizeType) { return end(); }
  bool EndArray(rj::SizeType) { return end(); }
  // Numbers come as text.
  bool Int(int) { return false; }
  bool Uint(unsigned) { return false; }
  bool Int64(int64_t) { return false; }
  bool Uint64(uint64_t) { return false; }
  bool Double(double) { return false; }

  bool failed = false;

 private:
  bool end() {
    builder_.end();
    return true;
  }
  bool done(bool accepted) {
    if (cancel_ != nullptr && accepted) accepted = goes_on();
    if (!accepted) failed = true;
    return accepted;
  }
  [[gnu::noinline]] bool goes_on() {
    constexpr unsigned kEventsPerLook = 1024;
    if (++events_ % kEventsPerLook != 0 || !cancel_->triggered()) return true;
    return builder_.fail({Code::kStopped, "stopped while reading JSON"});
  }

  Builder& builder_;
  const JsonWork& work_;
  const Cancel* cancel_;
  unsigned events_ = 0;
};

// NOLINTEND(readability-identifier-naming)

const char* what(rj::ParseErrorCode code) {
  switch (code) {
    case rj::kParseErrorDocumentEmpty:
      return "no JSON value";
    case rj::kParseErrorDocumentRootNotSingular:
      return "text after the JSON value";
    case rj::kParseErrorValueInvalid:
      return "expected a JSON value";
    case rj::kParseErrorObjectMissName:
      return "expected a member name";
    case rj::kParseErrorObjectMissColon:
      return "expected ':'";
    case rj::kParseErrorObjectMissCommaOrCurlyBracket:
      return "expected ',' or '}'";
    case rj::kParseErrorArrayMissCommaOrSquareBracket:
      return "expected ',' or ']'";
    case rj::kParseErrorStringUnicodeEscapeInvalidHex:
      return "a \\u escape without four hex digits";
    case rj::kParseErrorStringUnicodeSurrogateInvalid:
      return "a surrogate that stands alone";
    case rj::kParseErrorStringEscapeInvalid:
      return "an unknown escape";
    case rj::kParseErrorStringMissQuotationMark:
      return "a string that is not ended";
    case rj::kParseErrorStringInvalidEncoding:
      return "a control character or invalid UTF-8 in a string";
    case rj::kParseErrorNumberMissFraction:
      return "a number without digits after its point";
    case rj::kParseErrorNumberMissExponent:
      return "a number without digits in its exponent";
    default:
      return "not JSON";
  }
}

constexpr unsigned kFlags = rj::kParseIterativeFlag |
                            rj::kParseNumbersAsStringsFlag |
                            rj::kParseInsituFlag;

enum class Attempt { kRead, kNumberTooBig, kFailed };

// Where the text of a string that the builder refused is wrong, and why: the
// first byte that is not UTF-8, or else a low surrogate that stands alone,
// which RapidJSON lets pass. What stands before `end` is JSON otherwise.
Error bad_text(std::string_view json, size_t end, Error error) {
  error.offset = utf8_prefix(json);
  if (error.offset < end) return error;
  error.message = what(rj::kParseErrorStringUnicodeSurrogateInvalid);
  constexpr size_t kEscape = 6;  // bytes of \uXXXX
  const auto surrogate = [&](size_t at, std::string_view kinds) {
    return json[at + 2] == 'd' || json[at + 2] == 'D'
               ? kinds.find(json[at + 3]) != std::string_view::npos
               : false;
  };
  for (size_t at = json.find('\\'); at < end; at = json.find('\\', at)) {
    if (json[at + 1] != 'u') {
      at += 2;
    } else if (surrogate(at, "89abAB")) {
      at += 2 * kEscape;
    } else if (surrogate(at, "cdefCDEF")) {
      error.offset = at;
      break;
    } else {
      at += kEscape;
    }
  }
  return error;
}

// What a parser's error means at that place.
const char* what_at(rj::ParseErrorCode code, std::string_view json,
                    size_t offset) {
  const bool control =
      offset < json.size() && static_cast<unsigned char>(json[offset]) < ' ';
  return control && code == rj::kParseErrorStringEscapeInvalid
             ? "a control character in a string"
             : what(code);
}

// Where not all is read, the error is for builder.take_error.
Attempt parse_into(Builder& builder, std::string_view json,
                   const Cancel* cancel) {
  StackMemory memory;
  rj::GenericReader<Stretches, Stretches, StackMemory> parser(&memory, 256);
  JsonWork work;
  JsonInput input(json, work);
  Handler handler(builder, work, cancel);
  const rj::ParseResult result = parser.Parse<kFlags>(input, handler);
  if (!result.IsError() && input.ended()) return Attempt::kRead;
  if (!result.IsError()) {
    builder.fail(Error(Code::kParse, "text after the JSON value")
                     .at_offset(input.Tell()));
  } else if (handler.failed) {
    Error error = builder.take_error().at_offset(result.Offset());
    if (error.code == Code::kParse)
      error = bad_text(json, result.Offset(), std::move(error));
    builder.fail(std::move(error));
  } else {
    builder.fail(
        Error(Code::kParse, what_at(result.Code(), json, result.Offset()))
            .at_offset(result.Offset()));
  }
  return !handler.failed && result.Code() == rj::kParseErrorNumberTooBig
             ? Attempt::kNumberTooBig
             : Attempt::kFailed;
}

Error too_many_digits(Error error, const Limits& limits) {
  error.code = Code::kLimit;
  error.message = "an integer of more than " +
                  std::to_string(limits.integer_digits) + " digits";
  return error;
}

}  // namespace

Result<Value> read_json(std::string_view json, const Limits& limits,
                        const Cancel* cancel, std::vector<Repeated>* repeats) {
  if (cancel != nullptr && cancel->triggered()) {
    return Error(Code::kStopped, "stopped while reading JSON");
  }
  if (json.empty()) {
    return Error(Code::kParse, "no JSON value").at_offset(0);
  }
  for (int round = 0;; ++round) {
    Builder builder(limits);
    if (repeats != nullptr) repeats->clear();
    builder.watch_repeats(repeats);
    std::string plain;
    if (round == 1) {
      auto made = with_plain_numbers(json, limits);
      if (!made.ok()) return std::move(made).error();
      plain = *std::move(made);
    }
    Attempt attempt = Attempt::kFailed;
    try {
      attempt = parse_into(builder, round == 0 ? json : std::string_view(plain),
                           cancel);
    } catch (const ReaderFault&) {
      return Error(Code::kInternal, "the JSON reader failed");
    }
    if (attempt == Attempt::kRead) return builder.finish();
    if (attempt == Attempt::kFailed) return builder.take_error();
    if (round > 0) return too_many_digits(builder.take_error(), limits);
  }
}

}  // namespace snaproll::detail
