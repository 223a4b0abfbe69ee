// What is missing because this payer, or this kind of request, asks for it: documents of the kinds
// that a rule of the payer names, the number of units where it grants certain amounts only, the
// outreach that its rules on missed sessions want, aftercare when the member leaves. What no rule
// asks for is no gap here.
#include <algorithm>

#include "engine/packet/contents.hpp"
#include "engine/records/plain_text.hpp"

namespace authledger {
namespace {

bool tells_symptoms(const RecordItem& item) {
  return item.section == SectionKind::history || item.section == SectionKind::mental_status ||
         item.kind == ItemKind::mental_status ||
         (item.kind == ItemKind::score && !item.answers.empty());
}

bool tells_impairment(const RecordItem& item) {
  if (item.section == SectionKind::functional_status || item.kind == ItemKind::functional_status)
    return true;
  const std::string title = item.sources.empty() ? "" : lower(item.sources.front().section);
  return title.find("impairment") != std::string::npos;
}

template <class IsOne>
std::optional<RecordDate> newest_of(const ClinicalRecord& record, Date today, IsOne is_one) {
  std::optional<RecordDate> newest;
  for (const RecordItem& item : record.items)
    if (is_usable(item) && !item.no_information && item.date && item.date->first <= today &&
        is_one(item) && is_newer(item.date, newest))
      newest = item.date;
  return newest;
}

void require(const EvidenceWanted& wanted, const char* what,
             const std::optional<RecordDate>& newest, ReviewPacket& packet) {
  if (newest && newest->first >= wanted.from) return;
  packet.missing.push_back({std::string("no ") + what + " of " + to_text(wanted.from) +
                                " or later, as the payer's rule " + wanted.rule + " wants" +
                                (newest ? "; the newest is of " + to_text(*newest) : ""),
                            "clinician", true});
}

void check_documents(const PacketRequest& request, const ClinicalRecord& record,
                     ReviewPacket& packet) {
  const Date today = packet.header.today;
  for (const EvidenceWanted& wanted : request.review.evidence) {
    if (wanted.document == EvidenceKind::symptoms)
      require(wanted, "account of symptoms", newest_of(record, today, tells_symptoms), packet);
    if (wanted.document == EvidenceKind::impairment)
      require(wanted, "account of impairment", newest_of(record, today, tells_impairment), packet);
  }
}

void check_units(const PacketRequest& request, ReviewPacket& packet) {
  const PacketAsk& ask = packet.ask;
  const NextRequest& next = request.standing.next_request;
  if (!ask.from || ask.units || !next.amounts) return;
  packet.missing.push_back(
      {"no discharge is planned, so which of the amounts that the payer's "
       "rule " +
           next.amounts_because.rule + " grants to ask for is open",
       "treatment team", false});
}

void check_outreach(ReviewPacket& packet) {
  for (const Absence& absence : packet.absences)
    for (const Outreach& it : absence.outreach)
      if (it.status == ObligationStatus::overdue)
        packet.missing.push_back({"nothing is recorded of what the payer's rule " + it.rule +
                                      " wants after the session missed on " + to_text(absence.date),
                                  "program staff", false});
}

}  // namespace

void add_required(const PacketRequest& request, const ClinicalRecord& record,
                  ReviewPacket& packet) {
  check_documents(request, record, packet);
  check_units(request, packet);
  if (!packet.form.leaves_out(ReviewItem::absences)) check_outreach(packet);
  // Where the payer's form speaks of it, judge() does.
  const bool is_ruled =
      packet.form.leaves_out(ReviewItem::aftercare) || packet.form.requiring(ReviewItem::aftercare);
  if (packet.ask.mode == RequestMode::discharge && packet.topics.aftercare.empty() && !is_ruled)
    packet.missing.push_back(
        {"no discharge plan or aftercare in the documents", "clinician", false});
}

}  // namespace authledger
