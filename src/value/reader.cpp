// The only file with RapidJSON (1.1.0). What it can not be trusted with is done
// here: text ends by length and not by NUL; its stack throws where memory is
// out; depth, UTF-8 and numbers are checked by Builder.
#include "value/reader.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>

#include "base/utf8.hpp"
#include "value/number.hpp"

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

// The names in the three classes below are those that RapidJSON calls.
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

// Input by length: behind the end it reads NUL, which no JSON holds bare.
class Input {
 public:
  using Ch = char;
  explicit Input(std::string_view text)
      : begin_(text.data()), at_(begin_), end_(begin_ + text.size()) {}

  Ch Peek() const { return at_ == end_ ? '\0' : *at_; }
  Ch Take() { return at_ == end_ ? '\0' : *at_++; }
  size_t Tell() const { return static_cast<size_t>(at_ - begin_); }
  bool ended() const { return at_ == end_; }

  // Of output streams; never called.
  Ch* PutBegin() { return nullptr; }
  void Put(Ch) {}
  void Flush() {}
  size_t PutEnd(Ch*) { return 0; }

 private:
  const Ch* begin_;
  const Ch* at_;
  const Ch* end_;
};

// Hands RapidJSON's events on. Each returns false to end the parse, with the
// reason in the builder's error.
class Handler {
 public:
  Handler(Builder& builder, const Cancel* cancel)
      : builder_(builder), cancel_(cancel) {}

  bool Null() { return done(builder_.literal("null")); }
  bool Bool(bool b) { return done(builder_.literal(b ? "true" : "false")); }
  bool RawNumber(const char* text, rj::SizeType size, bool) {
    return done(builder_.number({text, size}));
  }
  bool String(const char* text, rj::SizeType size, bool) {
    return done(builder_.text({text, size}));
  }
  bool Key(const char* text, rj::SizeType size, bool) {
    return done(builder_.name({text, size}));
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
    constexpr unsigned kEventsPerLook = 1024;
    if (cancel_ != nullptr && ++events_ % kEventsPerLook == 0 &&
        cancel_->triggered()) {
      builder_.error() = Error(Code::kStopped, "stopped while reading JSON");
      accepted = false;
    }
    if (!accepted) failed = true;
    return accepted;
  }

  Builder& builder_;
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

bool is_number_byte(char c) {
  return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' ||
         c == 'e' || c == 'E';
}

// Whether a token is a number in JSON's grammar.
bool is_number(std::string_view token) {
  size_t at = 0;
  const auto digits = [&] {
    const size_t begin = at;
    while (at < token.size() && token[at] >= '0' && token[at] <= '9') ++at;
    return at > begin;
  };
  if (at < token.size() && token[at] == '-') ++at;
  if (at < token.size() && token[at] == '0') {
    ++at;
  } else if (!digits()) {
    return false;
  }
  if (at < token.size() && token[at] == '.') {
    ++at;
    if (!digits()) return false;
  }
  if (at < token.size() && (token[at] == 'e' || token[at] == 'E')) {
    ++at;
    if (at < token.size() && (token[at] == '-' || token[at] == '+')) ++at;
    if (!digits()) return false;
  }
  return at == token.size();
}

// RapidJSON refuses some numbers that are fine (0e400, 400 digits with e-200).
// Writes every long number that is a finite double in its canonical form, with
// blanks behind it so that offsets stay. Errors: of append_number.
Result<std::string> with_plain_numbers(std::string_view json,
                                       const Limits& limits) {
  std::string out(json);
  bool in_string = false;
  for (size_t at = 0; at < json.size();) {
    const char c = json[at];
    if (in_string) {
      if (c == '"') in_string = false;
      at += c == '\\' ? 2 : 1;
      continue;
    }
    in_string = c == '"';
    if (c != '-' && (c < '0' || c > '9')) {
      ++at;
      continue;
    }
    size_t end = at;
    while (end < json.size() && is_number_byte(json[end])) ++end;
    const std::string_view token = json.substr(at, end - at);
    if (is_number(token) && !is_integer_token(token)) {
      std::string plain;
      Status read = append_number(plain, token, limits);
      if (!read.ok())
        return std::move(read).error().with_hint("").at_offset(at);
      if (plain.size() <= token.size()) {
        out.replace(at, token.size(), token.size(), ' ');
        out.replace(at, plain.size(), plain);
      }
    }
    at = end;
  }
  return out;
}

constexpr unsigned kFlags =
    rj::kParseIterativeFlag | rj::kParseNumbersAsStringsFlag;

struct Attempt {
  bool ok = false;
  bool number_too_big = false;
  Error error;
};

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

Attempt parse_into(Builder& builder, std::string_view json,
                   const Cancel* cancel) {
  Attempt attempt;
  StackMemory memory;
  rj::GenericReader<rj::UTF8<>, rj::UTF8<>, StackMemory> parser(&memory, 256);
  Input input(json);
  Handler handler(builder, cancel);
  const rj::ParseResult result = parser.Parse<kFlags>(input, handler);
  if (!result.IsError() && !input.ended()) {
    attempt.error = Error(Code::kParse, "text after the JSON value")
                        .at_offset(input.Tell());
  } else if (!result.IsError()) {
    attempt.ok = true;
  } else if (handler.failed) {
    attempt.error = std::move(builder.error());
    attempt.error.offset = result.Offset();
    if (attempt.error.code == Code::kParse)
      attempt.error = bad_text(json, result.Offset(), std::move(attempt.error));
  } else {
    attempt.number_too_big = result.Code() == rj::kParseErrorNumberTooBig;
    attempt.error =
        Error(Code::kParse, what_at(result.Code(), json, result.Offset()))
            .at_offset(result.Offset());
  }
  return attempt;
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
    Attempt attempt;
    try {
      attempt = parse_into(builder, round == 0 ? json : std::string_view(plain),
                           cancel);
    } catch (const ReaderFault&) {
      return Error(Code::kInternal, "the JSON reader failed");
    }
    if (attempt.ok) return builder.finish();
    if (round == 0 && attempt.number_too_big) continue;
    if (attempt.number_too_big) {
      attempt.error.code = Code::kLimit;
      attempt.error.message = "an integer of more than " +
                              std::to_string(limits.integer_digits) + " digits";
    }
    return std::move(attempt.error);
  }
}

}  // namespace snaproll::detail
