// Finds in the admitted record, the packet's scores and the standing what a criterion asks for.
#pragma once

#include "engine/packet/packet_parts.hpp"
#include "engine/records/plain_text.hpp"

namespace authledger {

// A sentence of a document that speaks of some concept.
struct SpokenOf {
  const RecordItem* item = nullptr;
  assertion::Span sentence;  // bytes of the item's text
  assertion::Found found;    // bytes of the sentence
};

// More of one packet's documents are not looked at, newest first.
constexpr std::size_t most_spoken_of = 5'000;

class EvidenceFinder {
 public:
  EvidenceFinder(const ClinicalRecord& record, const Standing& standing,
                 const ReviewPacket& packet);

  // Without freshness and tags; unordered. What is found twice stands there once.
  std::vector<CriterionEvidence> find(const Criterion& criterion) const;

 private:
  using Found = std::vector<CriterionEvidence>;
  void add(Speaks speaks, const StatementSought& sought, Found& found) const;
  void add(Speaks speaks, const PassageSought& sought, Found& found) const;
  void add(Speaks speaks, const EntrySought& sought, Found& found) const;
  void add(Speaks speaks, const ScoreSought& sought, Found& found) const;
  void add(Speaks speaks, const FigureSought& sought, Found& found) const;

  const CharacterCount& count_of(const RecordItem& item) const;

  const ClinicalRecord& record_;
  const Standing& standing_;
  const ReviewPacket& packet_;
  std::vector<const RecordItem*> narratives_;  // newest first
  std::vector<SpokenOf> spoken_of_;
  mutable std::map<const RecordItem*, CharacterCount> counts_;  // of texts quoted so far
};

}  // namespace authledger
