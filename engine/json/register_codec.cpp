#include "engine/json/register_codec.hpp"

#include <algorithm>

namespace authledger::json {
namespace {

// Ten digits whose Luhn sum, with the prefix 80840, is a multiple of ten (45 CFR 162.406).
bool is_npi(std::string_view text) {
  if (text.size() != 10) return false;
  int sum = 24;  // of the prefix
  for (std::size_t i = 0; i < 10; ++i) {
    if (text[i] < '0' || text[i] > '9') return false;
    const int digit = text[i] - '0';
    const int doubled = i % 2 == 0 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 == 0;
}

}  // namespace

std::optional<Facility> read_facility(JsonNode node, const Place& place, Problems& problems) {
  const std::size_t before = problems.size();
  Fields fields(node, place, problems);
  if (!fields.is_object()) return std::nullopt;
  const std::string id = fields.text("id");
  const std::string name = fields.text_or("name", "");
  const std::string npi = fields.text_or("npi", "");
  if (!npi.empty() && !is_npi(npi))
    fields.refuse(ProblemCode::invalid_value, "npi",
                  "npi is \"" + npi + "\"; it must be ten digits with a valid check digit");
  const auto zone_node = fields.require("time_zone");
  const auto zone =
      zone_node ? read_zone(*zone_node, fields.place_of("time_zone"), problems) : std::nullopt;
  std::vector<Date> closed;
  fields.list_or_empty("closed", [&](JsonNode item, const Place& here) {
    closed.push_back(read_date(item, here, problems));
  });
  std::sort(closed.begin(), closed.end());
  const auto part2 = fields.take("part2_program");
  const auto part2_program =
      part2 ? std::optional(read_boolean(*part2, fields.place_of("part2_program"), problems))
            : std::nullopt;
  fields.finish();
  if (!zone || problems.size() != before) return std::nullopt;
  return Facility{id, name, npi, *zone, std::move(closed), part2_program};
}

std::optional<Member> read_member(JsonNode node, const Place& place, Problems& problems) {
  const std::size_t before = problems.size();
  Fields fields(node, place, problems);
  if (!fields.is_object()) return std::nullopt;
  Member member;
  member.id = fields.text("id");
  member.name = fields.text("name");
  member.birth_date = fields.optional_date("birth_date");
  member.plan_member_id = fields.text_or("plan_member_id", "");
  fields.finish();
  if (problems.size() != before) return std::nullopt;
  return member;
}

void write_facility(JsonWriter& out, const Facility& facility) {
  out.begin_object();
  out.field("id", facility.id);
  if (!facility.name.empty()) out.field("name", facility.name);
  if (!facility.npi.empty()) out.field("npi", facility.npi);
  out.field("time_zone", facility.zone.name());
  out.key("closed");
  out.begin_array();
  for (const Date date : facility.closed) out.value(date);
  out.end_array();
  out.field_if("part2_program", facility.part2_program);
  out.end_object();
}

void write_member(JsonWriter& out, const Member& member) {
  out.begin_object();
  out.field("id", member.id);
  out.field("name", member.name);
  out.field_if("birth_date", member.birth_date);
  if (!member.plan_member_id.empty()) out.field("plan_member_id", member.plan_member_id);
  out.end_object();
}

}  // namespace authledger::json
