#include <algorithm>
#include <map>

#include "engine/packet/packet_parts.hpp"

namespace authledger {
namespace {

constexpr const char* ledger_record = "the ledger's figures";

consent::Tag tag_of_facility(const Facility& facility) {
  return facility.part2_program == false ? consent::Tag::ordinary : consent::Tag::part2;
}

void take_in(const consent::Record& record, const consent::Decisions& said,
             const DisclosureTerms& terms, PacketDisclosure& disclosure) {
  disclosure.records.push_back(record);
  disclosure.tag = stricter(disclosure.tag, record.tag);
  for (const std::string& notice : said.notices)
    if (std::ranges::find(disclosure.notices, notice) == disclosure.notices.end())
      disclosure.notices.push_back(notice);
  const std::string& id = said.records.front().consent;
  if (record.tag == consent::Tag::ordinary || id.empty() ||
      std::ranges::find(disclosure.consents, id) != disclosure.consents.end())
    return;
  disclosure.consents.push_back(id);
  for (const consent::Consent& consent : terms.consents)
    if (consent.id == id) disclosure.scopes.push_back(scope_of(consent));
}

class TagsByDocument {
 public:
  explicit TagsByDocument(const std::vector<PacketDocument>& documents) {
    for (const PacketDocument& it : documents) tags_.emplace(it.name, it.tag);
  }

  // Of a document that is not in the packet: the strictest, since it should not be named.
  consent::Tag of(const std::string& document) const {
    const auto found = tags_.find(document);
    return found == tags_.end() ? consent::Tag::psychotherapy_notes : found->second;
  }

  consent::Tag of(const std::vector<Source>& sources) const {
    consent::Tag tag = consent::Tag::ordinary;
    for (const Source& it : sources) tag = stricter(tag, of(it.document));
    return tag;
  }

  void mark(std::vector<RecordItem>& items) const {
    for (RecordItem& item : items) {
      item.tag = of(item.sources);
      for (const Answer& answer : item.answers)
        item.tag = stricter(item.tag, of(answer.source.document));
    }
  }

  void mark(std::vector<CriteriaStanding>& sets) const {
    for (CriteriaStanding& set : sets)
      for (CriterionStanding& criterion : set.criteria)
        for (CriterionEvidence& it : criterion.evidence) it.tag = of(it.sources);
  }

  void mark(std::vector<Quote>& quotes) const {
    for (Quote& quote : quotes) quote.tag = of(quote.source.document);
  }

 private:
  std::map<std::string, consent::Tag> tags_;
};

}  // namespace

consent::Tag tag_of(const DisclosureTerms& terms, const DocumentInfo& document) {
  const auto entered =
      terms.of_documents.find(document.within.empty() ? document.name : document.within);
  const consent::Tag said =
      entered == terms.of_documents.end() ? consent::Tag::ordinary : entered->second;
  const consent::Tag own = document.restricted ? consent::Tag::part2 : consent::Tag::ordinary;
  return stricter(terms.of_member, stricter(said, own));
}

Gate::Gate(const PacketRequest& request, ReviewPacket& packet)
    : request_(request), disclosure_(packet.disclosure) {
  const PacketHeader& header = packet.header;
  consent::Asked& asked = disclosure_.asked;
  asked.member = request.member.id;
  asked.discloser = request.facility.id;
  asked.recipient.kind = consent::RecipientClass::health_plan;
  asked.recipient.name = header.payer;
  asked.purpose = consent::Purpose::payment;
  asked.at = request.terms.at;
  asked.today = request.facility.zone.day_of(request.terms.at);
  disclosure_.is_program_unknown = !request.facility.part2_program;
  const consent::Record figures{ledger_record, tag_of_facility(request.facility), header.today};
  const consent::Decisions said =
      may_disclose({figures}, request.terms.consents, disclosure_.asked);
  disclosure_.ledger = said.records.front();
  disclosure_.tag = figures.tag;
  if (disclosure_.ledger.is_allowed) take_in(figures, said, request.terms, disclosure_);
}

std::optional<RefusedDocument> Gate::refusal_of(const DocumentInfo& document) {
  std::optional<Date> date;
  if (document.date) date = document.date->first;
  const consent::Record record{document.name, tag_of(request_.terms, document), date};
  const consent::Decisions said =
      may_disclose({record}, request_.terms.consents, disclosure_.asked);
  const consent::Decision& decision = said.records.front();
  if (!decision.is_allowed)
    return RefusedDocument{document.name, decision.reason, decision.citation, decision.remedy,
                           record.tag};
  take_in(record, said, request_.terms, disclosure_);
  return std::nullopt;
}

void hand_on_tags(ReviewPacket& packet) {
  const TagsByDocument tags(packet.documents);
  for (Listing* it : {&packet.diagnoses, &packet.medications, &packet.allergies, &packet.goals,
                      &packet.plan, &packet.mental_status, &packet.substance_use, &packet.results})
    tags.mark(it->shown);
  for (ScoreSeries& series : packet.scores) {
    tags.mark(series.scores);
    for (const RecordItem& it : series.scores) series.tag = stricter(series.tag, it.tag);
  }
  for (auto* it : {&packet.lists_in_words, &packet.plan_notes, &packet.mental_status_notes,
                   &packet.risk_notes, &packet.latest_notes, &packet.topics.frequency,
                   &packet.topics.family, &packet.topics.coordination, &packet.topics.barriers,
                   &packet.topics.step_down, &packet.topics.aftercare})
    tags.mark(*it);
  for (MedicationDetail& it : packet.medication_details) it.tag = tags.of(it.sources);
  for (Change& it : packet.since_approval.changes)
    for (const ChangeSide* side : {&it.before, &it.now})
      if (side->source) it.tag = stricter(it.tag, tags.of(side->source->document));
  tags.mark(packet.criteria);
  for (Conflict& it : packet.conflicts) it.tag = tags.of(it.sources);
  for (RecordProblem& it : packet.problems) it.tag = tags.of(it.document);
}

bool may_still_be_disclosed(const PacketDisclosure& disclosure, const DisclosureTerms& terms,
                            const Facility& facility) {
  consent::Asked asked = disclosure.asked;
  asked.at = std::max(asked.at, terms.at);
  asked.today = facility.zone.day_of(asked.at);
  const auto said = may_disclose(disclosure.records, terms.consents, asked);
  return std::ranges::all_of(said.records,
                             [](const consent::Decision& it) { return it.is_allowed; });
}

}  // namespace authledger
