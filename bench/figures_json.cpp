// Reading and writing JSON, next to RapidJSON in the same run. Its Reader does
// the checks that the library has it do: UTF-8, no recursion, numbers as text.
#include <rapidjson/document.h>
#include <rapidjson/reader.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <string>
#include <string_view>

#include "support/capi.hpp"
#include "support/figure.hpp"

namespace snaproll::bench {
namespace {

constexpr size_t kVariables = 100'000;
constexpr size_t kSamples = 15;

// A text by pointer and length, as the library reads it.
class TextStream {
 public:
  using Ch = char;
  explicit TextStream(std::string_view text)
      : at_(text.data()), begin_(at_), end_(at_ + text.size()) {}
  char Peek() const { return at_ == end_ ? '\0' : *at_; }
  char Take() { return at_ == end_ ? '\0' : *at_++; }
  size_t Tell() const { return static_cast<size_t>(at_ - begin_); }
  // Of a stream that is written to; a reader asks for them by name only.
  char* PutBegin() { return nullptr; }
  void Put(char) {}
  void Flush() {}
  size_t PutEnd(char*) { return 0; }

 private:
  const char* at_;
  const char* begin_;
  const char* end_;
};

struct NullHandler
    : rapidjson::BaseReaderHandler<rapidjson::UTF8<>, NullHandler> {};

void rapidjson_read(const std::string& text) {
  constexpr unsigned kFlags = rapidjson::kParseValidateEncodingFlag |
                              rapidjson::kParseIterativeFlag |
                              rapidjson::kParseNumbersAsStringsFlag;
  TextStream stream(text);
  NullHandler handler;
  rapidjson::Reader reader;
  require(!reader.Parse<kFlags>(stream, handler).IsError());
}

void rapidjson_write(const rapidjson::Document& document, size_t size) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  document.Accept(writer);
  require(buffer.GetSize() == size);
}

void compare(const char* what, std::vector<double> ours,
             std::vector<double> theirs, double goal) {
  const std::string name = std::string("json/") + what;
  const double our_time = median(std::move(ours));
  const double their_time = median(std::move(theirs));
  shown({name, our_time / 1e6, "ms"});
  shown({name + "/rapidjson", their_time / 1e6, "ms"});
  at_most({name + " to rapidjson", our_time / their_time, "x"}, goal);
}

// Taken in turns, so that both meet the same moods of the machine.
void read(const std::string& text) {
  std::vector<double> ours;
  std::vector<double> theirs;
  for (size_t i = 0; i < kSamples; ++i) {
    theirs.push_back(time_of([&] { rapidjson_read(text); }));
    settle();
    ValueHandle value;
    ours.push_back(time_of([&] { value = parse_value(text); }));
  }
  compare("read", std::move(ours), std::move(theirs), 2);
}

void write(const std::string& text) {
  rapidjson::Document document;
  document.Parse(text.data(), text.size());
  const ValueHandle value = parse_value(text);
  std::vector<double> ours;
  std::vector<double> theirs;
  for (size_t i = 0; i < kSamples; ++i) {
    theirs.push_back(time_of([&] { rapidjson_write(document, text.size()); }));
    snaproll_buf buffer;
    ours.push_back(time_of([&] {
      must(snaproll_value_to_json(value.get(), nullptr, &buffer, nullptr));
    }));
    require(std::string_view(buffer.data, buffer.size) == text);
    snaproll_buf_dispose(&buffer);
  }
  compare("write", std::move(ours), std::move(theirs), 1);
}

// A whole context, as the base crate reads and writes it.
void state() {
  const ContextHandle context = state_of(kVariables);
  std::vector<double> write;
  std::vector<double> read;
  for (size_t i = 0; i < kSamples; ++i) {
    settle();
    snaproll_buf buffer;
    write.push_back(time_of([&] {
      must(snaproll_context_to_json(context.get(), nullptr, &buffer, nullptr));
    }));
    snaproll_context* back = nullptr;
    read.push_back(time_of([&] {
      must(snaproll_context_from_json(buffer.data, buffer.size, nullptr,
                                      nullptr, &back, nullptr));
    }));
    snaproll_context_free(back);
    snaproll_buf_dispose(&buffer);
  }
  at_most({"state_write/100000", median(write) / 1e6, "ms"}, 12);
  at_most({"state_read/100000", median(read) / 1e6, "ms"}, 60);
}

}  // namespace

void json_figures() {
  const std::string text = state_json(kVariables);
  read(text);
  write(text);
  state();
}

}  // namespace snaproll::bench
