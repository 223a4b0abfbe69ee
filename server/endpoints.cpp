#include "server/endpoints.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

#include "engine/base/json_tree.hpp"
#include "engine/base/sha256.hpp"
#include "engine/json/fields.hpp"
#include "server/signature.hpp"

namespace authledger::server {
namespace {

constexpr std::array<std::string_view, 11> known_kinds{
    "notice.owed",      "notice.completed",   "notice.withdrawn", "notice.unclaimed",
    "review.unclaimed", "review.owed",        "review.completed", "review.withdrawn",
    "reminder.owed",    "reminder.withdrawn", "glass.broken"};

std::optional<std::vector<std::string>> read_texts(json::Fields& fields, std::string_view name,
                                                   Problems& problems) {
  const auto node = fields.take(name);
  if (!node) return std::nullopt;
  const json::Place place = fields.place_of(name);
  std::vector<std::string> texts;
  if (!node->is(JsonKind::array)) {
    json::refuse(problems, ProblemCode::wrong_type, place, "must be a list of texts");
    return texts;
  }
  std::size_t index = 0;
  for (const JsonNode child : node->children())
    texts.push_back(json::read_text(child, json::Place(place, index++), problems));
  if (texts.empty())
    json::refuse(problems, ProblemCode::out_of_range, place, "must have at least one text");
  return texts;
}

std::optional<std::set<std::string>> as_set(const std::optional<std::vector<std::string>>& texts) {
  if (!texts) return std::nullopt;
  return std::set<std::string>(texts->begin(), texts->end());
}

// What breaks a line of a mail or of a request is none.
bool is_one_line(std::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

class Reading {
 public:
  Reading(json::Fields& fields, Problems& problems) : fields_(fields), problems_(problems) {}

  Endpoint read() {
    endpoint_.name = fields_.text("name");
    const auto type = fields_.optional_word("type", {"webhook", "smtp", "file"});
    if (fields_.is_object() && !type)
      refuse(ProblemCode::missing_field, "type", "an endpoint has a type: webhook, smtp or file");
    endpoint_.allows_private = fields_.boolean_or("allow_private", false);
    endpoint_.allows_clear = fields_.boolean_or("allow_clear", false);
    endpoint_.authorities = fields_.text_or("authorities", "");
    if (!endpoint_.authorities.empty() && access(endpoint_.authorities.c_str(), R_OK) != 0)
      refuse(ProblemCode::not_found, "authorities", "authorities is not a file that can be read");
    if (type == "smtp") read_mail();
    if (type == "file") read_directory();
    if (type == "webhook") read_webhook();
    endpoint_.kinds = as_set(read_texts(fields_, "kinds", problems_));
    endpoint_.facilities = as_set(read_texts(fields_, "facilities", problems_));
    if (endpoint_.kinds) check_kinds();
    read_quiet();
    read_digest();
    fields_.finish();
    endpoint_.fingerprint = fingerprint();
    return std::move(endpoint_);
  }

 private:
  void refuse(ProblemCode code, std::string_view name, const std::string& detail) {
    fields_.refuse(code, name, detail);
  }

  void check_kinds() {
    for (const std::string& kind : *endpoint_.kinds)
      if (std::find(known_kinds.begin(), known_kinds.end(), kind) == known_kinds.end())
        refuse(ProblemCode::invalid_value, "kinds",
               "there is no kind \"" + shortened(kind, longest_detail) + "\"");
  }

  void read_quiet() {
    const auto node = fields_.take("quiet");
    if (!node) return;
    const json::Place place = fields_.place_of("quiet");
    json::Fields hours(*node, place, problems_);
    const auto read = [&](std::string_view name) {
      const auto at = hours.require(name);
      return at ? json::read_time_of_day(*at, hours.place_of(name), problems_) : TimeOfDay{};
    };
    endpoint_.quiet = store::QuietHours{read("from"), read("to")};
    hours.finish();
  }

  void read_digest() {
    const auto node = fields_.take("digest");
    if (!node) return;
    const json::Place place = fields_.place_of("digest");
    json::Fields fields(*node, place, problems_);
    TimeOfDay at;
    std::optional<Zone> zone;
    if (const auto time = fields.require("at"))
      at = json::read_time_of_day(*time, fields.place_of("at"), problems_);
    if (const auto name = fields.require("time_zone"))
      zone = json::read_zone(*name, fields.place_of("time_zone"), problems_);
    fields.finish();
    if (zone) endpoint_.digest = store::DigestTime{at, *zone};
    if (endpoint_.quiet || endpoint_.takes_letters)
      refuse(ProblemCode::conflict, "digest",
             "a digest comes at its time: it goes with neither quiet nor letters");
  }

  void read_url(std::string_view secure, std::string_view clear) {
    endpoint_.url = fields_.text("url");
    if (endpoint_.url.empty()) return;
    const bool is_clear = endpoint_.url.starts_with(clear);
    if (!is_one_line(endpoint_.url) || (!is_clear && !endpoint_.url.starts_with(secure)))
      refuse(ProblemCode::invalid_value, "url",
             "url must begin with " + std::string(secure) + " or " + std::string(clear));
    else if (is_clear && clear == "http://" && !endpoint_.allows_clear)
      refuse(ProblemCode::invalid_value, "url",
             "url is http, which everybody on the way reads; say https, or allow_clear");
    if (endpoint_.url.find('@') != std::string::npos)
      refuse(ProblemCode::invalid_value, "url", "url must not hold a user or a password");
  }

  void read_webhook() {
    endpoint_.type = Endpoint::Type::webhook;
    read_url("https://", "http://");
    const auto secrets = read_texts(fields_, "secrets", problems_);
    if (!secrets || secrets->size() > 2)
      refuse(ProblemCode::missing_field, "secrets",
             "a webhook has one secret, or two while one replaces the other");
    for (const std::string& secret : secrets.value_or(std::vector<std::string>{})) {
      auto key = webhook_key(secret);
      if (key)
        endpoint_.keys.push_back(std::move(*key));
      else
        refuse(ProblemCode::invalid_value, "secrets",
               "a secret is \"whsec_\" and 24 to 64 bytes in base64");
    }
  }

  void read_mail() {
    endpoint_.type = Endpoint::Type::smtp;
    read_url("smtps://", "smtp://");
    endpoint_.from = fields_.text("from");
    endpoint_.to = read_texts(fields_, "to", problems_).value_or(std::vector<std::string>{});
    if (endpoint_.to.empty())
      refuse(ProblemCode::missing_field, "to", "a mail goes to somebody; to is missing");
    endpoint_.user = fields_.text_or("user", "");
    endpoint_.password = fields_.text_or("password", "");
    std::vector<std::string> addresses = endpoint_.to;
    addresses.push_back(endpoint_.from);
    for (const std::string& address : addresses)
      if (!is_one_line(address) || address.find_first_of("<>, ") != std::string::npos)
        refuse(ProblemCode::invalid_value, "to",
               "from and to are plain addresses, such as lead@clinic.example");
  }

  void read_directory() {
    endpoint_.type = Endpoint::Type::file;
    endpoint_.directory = fields_.text("directory");
    endpoint_.takes_letters = fields_.boolean_or("letters", false);
    struct stat about {};
    if (!endpoint_.directory.empty() &&
        (stat(endpoint_.directory.c_str(), &about) != 0 || !S_ISDIR(about.st_mode)))
      refuse(ProblemCode::not_found, "directory", "directory is not the name of a directory");
  }

  std::string fingerprint() const {
    std::string text = endpoint_.url + '\n' + endpoint_.directory + '\n' + endpoint_.from;
    for (const std::string& it : endpoint_.to) text += '\n' + it;
    for (const std::string& it : endpoint_.keys) text += '\n' + to_hex(sha256(it));
    return to_hex(sha256(text));
  }

  json::Fields& fields_;
  Problems& problems_;
  Endpoint endpoint_;
};

}  // namespace

Result<Endpoints> parse_endpoints(std::string_view text) {
  JsonReader reader;
  const auto tree = reader.read(text, wire_limits);
  if (!tree) return tree.error();
  Problems problems;
  const json::Place root("");
  json::Fields fields(tree->root(), root, problems);
  Endpoints endpoints;
  endpoints.unclaimed_percent = fields.optional_integer("unclaimed_after_percent", 1, 100);
  std::set<std::string> names;
  if (const auto list = fields.require("endpoints")) {
    const json::Place place = fields.place_of("endpoints");
    if (!list->is(JsonKind::array))
      json::refuse(problems, ProblemCode::wrong_type, place, "must be a list of endpoints");
    std::size_t index = 0;
    for (const JsonNode node : list->children()) {
      const json::Place at(place, index++);
      json::Fields one(node, at, problems);
      endpoints.all.push_back(Reading(one, problems).read());
      if (!names.insert(endpoints.all.back().name).second)
        json::refuse(problems, ProblemCode::conflict, at, "another endpoint has this name");
    }
  }
  fields.finish();
  if (!problems.empty()) return problems;
  endpoints.digest = sha256(text);
  return endpoints;
}

Result<Endpoints> read_endpoints(const std::string& file) {
  struct stat about {};
  std::ifstream stream(file, std::ios::binary);
  if (!stream || stat(file.c_str(), &about) != 0)
    return Problems{{ProblemCode::not_found, "cannot read " + file, ""}};
  if ((about.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    return Problems{{ProblemCode::invalid_value,
                     file + " holds secrets, and others than its owner may open it: chmod 600",
                     ""}};
  const std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  return parse_endpoints(text);
}

}  // namespace authledger::server
