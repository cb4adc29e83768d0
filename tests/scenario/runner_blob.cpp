// Blobs, whose bytes a list has as hexadecimal digits.
#include "runner.hpp"

namespace scenario {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

std::string bytes_of(const std::string& hex) {
  std::string bytes;
  for (size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes +=
        static_cast<char>(kDigits.find(hex[i]) * 16 + kDigits.find(hex[i + 1]));
  return bytes;
}

Reply out_bytes(Result<std::string> bytes) {
  if (!bytes.ok()) return bytes;
  std::string hex;
  for (const char c : *bytes) {
    const auto byte = static_cast<unsigned char>(c);
    hex += kDigits[byte / 16];
    hex += kDigits[byte % 16];
  }
  return json_text(hex);
}

}  // namespace

const Table kBlobs = {
    {"execution.put_blob",
     [](Call& c) {
       return out_text(
           c.shared<Execution>("self").put_blob(bytes_of(c.text("bytes"))));
     }},
    {"execution.get_blob",
     [](Call& c) {
       return out_bytes(c.shared<Execution>("self").get_blob(c.text("hash")));
     }},
    {"store.get_blob",
     [](Call& c) {
       return out_bytes(c.shared<Store>("self").get_blob(c.text("hash")));
     }},
};

}  // namespace scenario
