#include "tools/packet_files.hpp"

#include <boost/crc.hpp>

#include "engine/packet/packet_print.hpp"
#include "engine/packet/phone_script.hpp"
#include "engine/print/pdf.hpp"
#include "tools/atomic_file.hpp"

namespace authledger::tools {
namespace {

constexpr std::size_t longest_name = 120;

std::string escaped(std::string_view id) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string name;
  for (const char c : id) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') || c == '-' || c == '_' ||
                          (c == '.' && !name.empty());
    const auto byte = static_cast<unsigned char>(c);
    if (is_plain)
      name += c;
    else
      name += std::string("~") + digits[byte >> 4] + digits[byte & 15];
  }
  return name;
}

std::string joined(const MissingItem& item) {
  return item.what + (item.who.empty() ? "" : " (" + item.who + ")");
}

}  // namespace

std::string packet_name(const std::string& episode, const std::string& authorization) {
  const std::string name = escaped(episode) + "@" + escaped(authorization);
  if (name.size() <= longest_name) return name;
  boost::crc_32_type checksum;
  checksum.process_bytes(name.data(), name.size());
  return name.substr(0, longest_name) + "-" + std::to_string(checksum.checksum());
}

bool is_packet_of(const std::string& episode, const std::string& file_name) {
  const std::string begin = (escaped(episode) + "@").substr(0, longest_name);
  return file_name.starts_with(begin);
}

PacketFiles packet_files(const store::PacketSources& sources, store::ReleasedPacket& released) {
  PacketFiles files;
  PacketOutcome& outcome = files.outcome;
  outcome.episode = sources.episode;
  outcome.authorization = sources.review.authorization.value_or("");
  outcome.member_name = sources.member ? sources.member->name : "";
  outcome.facility_id = sources.restated.facility.id;
  outcome.member = sources.restated.member;
  outcome.payer = released.packet.header.payer;
  outcome.status = sources.review.status;
  outcome.due_at = sources.review.due_at;
  outcome.due_payer = released.packet.header.due_text;
  if (outcome.due_at)
    outcome.days_left =
        sources.restated.facility.zone.day_of(*outcome.due_at) - sources.restated.standing.today;
  outcome.verdict = word(released.packet.verdict);
  outcome.may_be_sent = released.packet.disclosure.ledger.is_allowed;
  for (const MissingItem& item : released.packet.missing) {
    outcome.missing.push_back(joined(item));
    if (item.essential) outcome.essential.push_back(joined(item));
  }
  const std::string name = "packets/" + packet_name(sources.episode, outcome.authorization);
  outcome.json_file = name + ".json";
  outcome.html_file = name + ".html";
  outcome.pdf_file = name + ".pdf";
  outcome.script_file = name + ".script.pdf";
  files.json = std::move(released.json);
  files.html = std::move(released.html);
  return files;
}

void print_packet(PacketFiles& files, const store::ReleasedPacket& released) {
  if (files.pdf.empty())
    files.pdf = packet_pdf(released.packet, released.appendices, print::Paper::letter);
  if (files.script.empty())
    files.script = pdf_of(phone_script(released.packet), print::Paper::letter);
}

bool is_written(const PacketFiles& packet, const std::string& directory) {
  const PacketOutcome& names = packet.outcome;
  return has_content(directory + "/" + names.json_file, packet.json) &&
         has_content(directory + "/" + names.html_file, packet.html) &&
         has_content(directory + "/" + names.pdf_file, packet.pdf) &&
         has_content(directory + "/" + names.script_file, packet.script);
}

void write_packet(const PacketFiles& packet, const std::string& directory) {
  write_file(directory + "/" + packet.outcome.json_file, packet.json);
  write_file(directory + "/" + packet.outcome.html_file, packet.html);
  write_file(directory + "/" + packet.outcome.pdf_file, packet.pdf);
  write_file(directory + "/" + packet.outcome.script_file, packet.script);
}

}  // namespace authledger::tools
