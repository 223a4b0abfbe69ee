#include "server/reminders_file.hpp"

#include <fstream>
#include <iterator>

#include "engine/json/reminder_codec.hpp"

namespace authledger::server {

Result<std::vector<ReminderRule>> read_reminders(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return Problems{{ProblemCode::not_found, "cannot read " + file, ""}};
  const std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  return json::parse_reminders(text);
}

}  // namespace authledger::server
