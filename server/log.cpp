#include "server/log.hpp"

#include <spdlog/formatter.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <memory>

#include "engine/base/json_writer.hpp"
#include "engine/time/date.hpp"

namespace authledger::server {
namespace {

constexpr const char* pattern = "%Y-%m-%dT%H:%M:%S.%eZ %l %v";
constexpr char is_members = '\x1e';  // begins a message that is made of JSON members already

std::atomic<bool> is_json = false;

std::string json_text(std::string_view text) {
  JsonWriter out;
  out.value(text);
  return std::string(out.text());
}

std::string_view text_of(spdlog::string_view_t view) {
  return {view.data(), view.size()};
}

// {"time": "...", "level": "info", "message": "..."}; time and level as in the lines for people.
class JsonLines final : public spdlog::formatter {
 public:
  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& into) override {
    spdlog::memory_buf_t time;
    time_.format(message, time);
    const std::string_view text = text_of(message.payload);
    const std::string members = !text.empty() && text.front() == is_members
                                    ? std::string(text.substr(1))
                                    : "\"message\":" + json_text(text);
    const std::string line = "{\"time\":\"" + std::string(time.data(), time.size()) +
                             "\",\"level\":\"" +
                             std::string(text_of(spdlog::level::to_string_view(message.level))) +
                             "\"," + members + "}\n";
    into.append(line.data(), line.data() + line.size());
  }
  std::unique_ptr<spdlog::formatter> clone() const override {
    return std::make_unique<JsonLines>();
  }

 private:
  spdlog::pattern_formatter time_{"%Y-%m-%dT%H:%M:%S.%eZ", spdlog::pattern_time_type::utc, ""};
};

}  // namespace

void start_log(const std::string& level, const std::string& format) {
  const auto sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
  spdlog::set_default_logger(std::make_shared<spdlog::logger>("authledgerd", sink));
  is_json = format == "json";
  if (is_json)
    spdlog::set_formatter(std::make_unique<JsonLines>());
  else
    spdlog::set_pattern(pattern, spdlog::pattern_time_type::utc);
  spdlog::set_level(spdlog::level::from_str(level));
}

void start_log(const std::string& level) {
  start_log(level, "text");
}

void log_request(const AnsweredRequest& it) {
  if (!spdlog::should_log(spdlog::level::info)) return;
  if (!is_json)
    return spdlog::info("request {} {} {} {} {} us", it.id, it.method, it.route, it.status,
                        it.microseconds);
  JsonWriter out;
  out.begin_object();
  out.field("message", "request");
  out.field("request", it.id);
  out.field("method", it.method);
  out.field("route", it.route);
  out.field("status", it.status);
  out.field("microseconds", it.microseconds);
  out.end_object();
  const std::string_view object = out.text();
  spdlog::info("{}{}", is_members, object.substr(1, object.size() - 2));
}

}  // namespace authledger::server
