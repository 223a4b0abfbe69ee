// Writes JSON text from front to back, without building a document first: what a standing is
// printed with.
//
//     JsonWriter out;
//     out.begin_object();
//     out.field("remaining", 9);
//     out.end_object();
//     out.text();                // {"remaining":9}
//
// A thin coat over RapidJSON's Writer, which escapes; nlohmann/json would need a whole document in
// memory and costs about four times as much for the same text (tests/bench).
#pragma once

#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <new>
#include <optional>
#include <string>
#include <string_view>

namespace authledger {

// RapidJSON writes through the null pointer that its own allocator gets when there is no memory.
class ThrowingAllocator {
 public:
  static constexpr bool kNeedFree = true;
  void* Malloc(std::size_t size) { return had(plain_.Malloc(size), size); }
  void* Realloc(void* old, std::size_t old_size, std::size_t size) {
    return had(plain_.Realloc(old, old_size, size), size);
  }
  static void Free(void* memory) { rapidjson::CrtAllocator::Free(memory); }

 private:
  static void* had(void* memory, std::size_t size) {
    if (!memory && size > 0) throw std::bad_alloc();
    return memory;
  }

  rapidjson::CrtAllocator plain_;
};

class JsonWriter {
 public:
  JsonWriter() : writer_(buffer_) {}

  void begin_object() { writer_.StartObject(); }
  void end_object() { writer_.EndObject(); }
  void begin_array() { writer_.StartArray(); }
  void end_array() { writer_.EndArray(); }
  void key(std::string_view name) {
    writer_.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
  }

  void value(std::string_view text) {
    writer_.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
  }
  void value(const std::string& text) { value(std::string_view(text)); }
  void value(const char* text) { value(std::string_view(text)); }
  template <std::integral Number>
  void value(Number number) {
    if constexpr (std::same_as<Number, bool>)
      writer_.Bool(number);
    else
      writer_.Int64(static_cast<std::int64_t>(number));
  }
  // What prints itself with append_text(): dates and instants (engine/time).
  template <class Moment>
  requires requires(std::string& out, const Moment& moment) { append_text(out, moment); }
  void value(const Moment& moment) {
    scratch_.clear();
    append_text(scratch_, moment);
    value(std::string_view(scratch_));
  }
  void null() { writer_.Null(); }
  template <class T>
  void value(const std::optional<T>& maybe) {
    if (maybe)
      value(*maybe);
    else
      null();
  }
  void raw(std::string_view json) {  // a complete JSON value
    writer_.RawValue(json.data(), json.size(), rapidjson::kObjectType);
  }

  template <class T>
  void field(std::string_view name, const T& content) {
    key(name);
    value(content);
  }
  template <class T>
  void field_if(std::string_view name,
                const std::optional<T>& content) {  // left out when there is none
    if (content) field(name, *content);
  }

  std::string_view text() const { return {buffer_.GetString(), buffer_.GetSize()}; }
  void clear() {
    buffer_.Clear();
    writer_.Reset(buffer_);
  }

 private:
  using Buffer = rapidjson::GenericStringBuffer<rapidjson::UTF8<>, ThrowingAllocator>;

  Buffer buffer_;
  rapidjson::Writer<Buffer, rapidjson::UTF8<>, rapidjson::UTF8<>, ThrowingAllocator> writer_;
  std::string scratch_;
};

// The same JSON with line breaks and two spaces of indentation, for people.
std::string pretty(std::string_view json);

}  // namespace authledger
