#include "engine/store/packet_building.hpp"

namespace authledger::store {

std::vector<const Obligation*> reviews_to_build(const Standing& standing,
                                                const std::optional<std::string>& authorization) {
  std::vector<const Obligation*> reviews;
  for (const Obligation& it : standing.obligations) {
    if (!wants_packet(it) || !is_pending(it.status)) continue;
    if (authorization ? it.authorization.value_or("") == *authorization
                      : it.status != ObligationStatus::upcoming)
      reviews.push_back(&it);
  }
  return reviews;
}

std::vector<Kept> build_packets(sql::Connection& writer, const PolicyBook& book,
                                const std::string& episode, const Restated& restated,
                                const std::vector<const Obligation*>& reviews,
                                const std::string& by, Instant now) {
  std::vector<Kept> packets;
  if (reviews.empty()) return packets;
  const Instant as_of = restated.standing.as_of;
  std::optional<Member> member;
  std::vector<Document> documents;
  if (restated.member) member = find_member(writer, *restated.member, as_of);
  if (member) documents = documents_of(writer, member->id, as_of);
  for (const Obligation* review : reviews) {
    const BuiltPacket built = build_packet(
        writer, book, {episode, restated, member, *review, documents, book.criteria},
        [&] { return disclosure_terms(writer, member, documents, as_of); }, by);
    packets.push_back(keep_packet(writer, built, by, now));
  }
  return packets;
}

}  // namespace authledger::store
