// A note, with what is asked about it on its first line: whatever the text, mentions lie within it,
// are read the same twice, and concepts stand in order and apart.
#include <cstdint>
#include <string_view>

#include "engine/assertion/concepts.hpp"
#include "tests/fuzz/promise.hpp"

namespace authledger::fuzz {
namespace {

void check(std::string_view text) {
  const std::string_view mention = text.substr(0, text.find('\n'));
  const std::string_view note = text.substr(std::min(text.size(), mention.size() + 1));
  if (const auto span = assertion::find_mention(note, mention)) {
    promise(span->begin < span->end && span->end <= note.size(), "a mention lies within its text");
    promise(assertion::judge(note, *span) == assertion::judge(note, *span),
            "the same text is read the same");
  }
  std::size_t last = 0;
  for (const assertion::Found& found : assertion::concepts_in(note)) {
    promise(found.span.begin >= last && found.span.begin < found.span.end,
            "concepts stand in order and apart");
    last = found.span.end;
  }
  promise(last <= note.size(), "concepts lie within their text");
}

}  // namespace
}  // namespace authledger::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  authledger::fuzz::check({reinterpret_cast<const char*>(data), size});
  return 0;
}
