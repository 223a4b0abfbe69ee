#include <algorithm>

#include "engine/packet/packet_parts.hpp"
#include "engine/records/identity.hpp"
#include "engine/records/merge.hpp"

namespace authledger {
namespace {

std::string why_unreadable(const ClinicalRecord& record) {
  return record.problems.empty() ? "nothing could be read from it" : record.problems.front().what;
}

// The reason why a document stays out; empty: it is used.
std::string refusal_of(const ClinicalRecord& record, const IdentityCheck& identity) {
  if (record.items.empty()) return why_unreadable(record);
  const DocumentInfo& info = record.documents.front();
  if (identity.result == Identity::different) return identity.why;
  if (identity.result == Identity::not_stated && info.kind != DocumentKind::text)
    return "patient not stated: " + identity.why;
  return "";
}

PacketDocument listed(const PacketRequest& request, const ClinicalRecord& record,
                      const IdentityCheck& identity) {
  const DocumentInfo& info = record.documents.front();
  PacketDocument document{info.name,
                          info.kind,
                          info.title,
                          info.date,
                          info.author,
                          std::string(word(identity.result)),
                          static_cast<int>(record.items.size()),
                          tag_of(request.terms, info)};
  return document;
}

}  // namespace

std::string_view word(Verdict verdict) {
  switch (verdict) {
    case Verdict::ready:
      return "ready";
    case Verdict::ready_with_gaps:
      return "ready_with_gaps";
    case Verdict::incomplete:
      return "incomplete";
  }
  return "";
}

bool is_newer(const std::optional<RecordDate>& one, const std::optional<RecordDate>& other) {
  if (!one || !other) return one.has_value() && !other.has_value();
  return one->first > other->first;
}

bool is_usable(const RecordItem& item) {
  return item.course != Course::entered_in_error && item.status != "superseded" &&
         item.status != "cancelled" && item.status != "entered-in-error" &&
         item.status != "nullified";
}

ClinicalRecord admit_documents(const PacketRequest& request, ReviewPacket& packet) {
  std::vector<ClinicalRecord> admitted;
  Gate gate(request, packet);
  for (const ClinicalRecord& record : request.documents) {
    if (record.documents.empty()) continue;
    const IdentityCheck identity = check_identity(request.member, record);
    if (std::string why = refusal_of(record, identity); !why.empty()) {
      packet.refused.push_back({record.documents.front().name,
                                std::move(why),
                                {},
                                {},
                                tag_of(request.terms, record.documents.front())});
      continue;
    }
    if (auto refused = gate.refusal_of(record.documents.front())) {
      packet.refused.push_back(std::move(*refused));
      continue;
    }
    const bool several = record.documents.front().patients.size() > 1;
    admitted.push_back(several && identity.patient ? only_about(record, *identity.patient)
                                                   : record);
    packet.documents.push_back(listed(request, admitted.back(), identity));
  }
  std::stable_sort(packet.documents.begin(), packet.documents.end(),
                   [](const PacketDocument& one, const PacketDocument& other) {
                     return is_newer(one.date, other.date);
                   });
  ClinicalRecord whole = merge(admitted);
  packet.conflicts = whole.conflicts;
  packet.problems = whole.problems;
  return whole;
}

ReviewPacket assemble(const PacketRequest& request) {
  ReviewPacket packet;
  add_header(request, packet);
  add_utilization(request, packet);
  add_attendance(request, packet);
  const ClinicalRecord record = admit_documents(request, packet);
  add_statements(record, packet);
  add_scores(record, packet);
  add_quotes(record, packet);
  add_criteria(request, record, packet);
  hand_on_tags(packet);
  judge(request, packet);
  return packet;
}

}  // namespace authledger
