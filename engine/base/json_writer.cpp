#include "engine/base/json_writer.hpp"

#include <rapidjson/reader.h>

#include "engine/base/result.hpp"

namespace authledger {

std::string pretty(std::string_view json) {
  rapidjson::StringBuffer buffer;
  rapidjson::PrettyWriter<rapidjson::StringBuffer> writer(buffer);
  writer.SetIndent(' ', 2);
  rapidjson::Reader reader;
  const std::string text(json);
  rapidjson::StringStream stream(text.c_str());
  ensure(!reader.Parse(stream, writer).IsError(), "only JSON of our own is made pretty");
  return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace authledger
