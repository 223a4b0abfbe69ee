// The steps of assemble() that work out what a reviewer would otherwise have to: what is asked for,
// what became of the units, what changed. Each fills its part of the packet from those before it.
#pragma once

#include "engine/packet/packet_parts.hpp"

namespace authledger {

void add_ask(const PacketRequest& request, ReviewPacket& packet);
void add_totals(const PacketRequest& request, ReviewPacket& packet);
void add_intensity(const PacketRequest& request, ReviewPacket& packet);
void add_history(const PacketRequest& request, ReviewPacket& packet);
void add_absences(const PacketRequest& request, ReviewPacket& packet);
// After the scores.
void add_changes(const PacketRequest& request, const ClinicalRecord& record, ReviewPacket& packet);

// The latest approval by the payer, of authorizations that begin under it; null: it has approved
// nothing. What an allowance gives is no approval.
const Said<AuthorizationDecided>* latest_approval(const Episode& episode, const std::string& payer);
void add_topics(const ClinicalRecord& record, ReviewPacket& packet);
// After the medications and the changes.
void add_medication_details(ReviewPacket& packet);
// After the topics, before judge(): what this payer's rules or this kind of request miss.
void add_required(const PacketRequest& request, const ClinicalRecord& record, ReviewPacket& packet);

// "sertraline" of "Sertraline 100 MG Oral Tablet": what it is, without its strength; all of the
// text where no name comes first.
std::string medication_in(std::string_view text);

// Sections and notes in words that can be used, newest first.
std::vector<const RecordItem*> narratives(const ClinicalRecord& record);
// After add_ask(): which of the payer's forms the packet is for.
void add_form(const PacketRequest& request, ReviewPacket& packet);
// Before judge(): clears what the form does not ask, and what else speaks of it.
void leave_out_unasked(ReviewPacket& packet);

// Sentences, or lines (see assertion::sentences_in); they point into the text.
std::vector<std::string_view> sentences_of(std::string_view text);
Quote quote_of(const RecordItem& item, std::string_view text);  // of the item, cut when it is long
// All passages on risk of the member, newest first, at most a few hundred; sentences but for
// sections on risk.
std::vector<Quote> risk_passages(const ClinicalRecord& record);

}  // namespace authledger
