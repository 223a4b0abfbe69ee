#include <algorithm>

#include "engine/packet/contents.hpp"
#include "engine/records/identity.hpp"
#include "engine/records/merge.hpp"

namespace authledger {
namespace {

std::string why_unreadable(const ClinicalRecord& record) {
  return record.problems.empty() ? "nothing could be read from it" : record.problems.front().what;
}

// The reason why a document stays out; empty: it is used.
std::string refusal_of(const ClinicalRecord& record, const IdentityCheck& identity) {
  const DocumentInfo& info = record.documents.front();
  const bool goes_as_it_is = info.kind == DocumentKind::pdf && info.pages > 0;
  if (goes_as_it_is && info.within.empty()) return "";
  if (record.items.empty() && !goes_as_it_is && info.carried == 0) return why_unreadable(record);
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
                          tag_of(request.terms, info),
                          info.pages,
                          info.sha256,
                          info.within};
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

// Moves the older versions of documents from those that are used to those that are not.
void set_aside_replaced(const PacketRequest& request, std::vector<ClinicalRecord>& admitted,
                        ReviewPacket& packet) {
  const std::vector<ReplacedVersion> replaced = replaced_versions(admitted);
  for (auto version = replaced.rbegin(); version != replaced.rend(); ++version) {
    const DocumentInfo& info = admitted[version->index].documents.front();
    packet.refused.push_back(
        {info.name, "set aside: " + version->why, {}, {}, tag_of(request.terms, info)});
    packet.documents.erase(packet.documents.begin() + static_cast<std::ptrdiff_t>(version->index));
    admitted.erase(admitted.begin() + static_cast<std::ptrdiff_t>(version->index));
  }
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
  set_aside_replaced(request, admitted, packet);
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
  add_ask(request, packet);
  add_form(request, packet);
  add_totals(request, packet);
  add_intensity(request, packet);
  add_history(request, packet);
  add_absences(request, packet);
  const ClinicalRecord record = admit_documents(request, packet);
  add_statements(record, packet);
  add_scores(record, packet);
  add_changes(request, record, packet);
  add_quotes(record, packet);
  add_topics(record, packet);
  add_medication_details(packet);
  add_required(request, record, packet);
  add_criteria(request, record, packet);
  leave_out_unasked(packet);
  hand_on_tags(packet);
  judge(request, packet);
  return packet;
}

}  // namespace authledger
