// A ReviewPacket is what a payer is sent for one review of one authorization: the ledger's figures
// and the clinic's statements, side by side, and a list of what is missing.
//
//     ReviewPacket packet = assemble({facility, member, episode, standing, review, records});
//     packet.verdict        // ready_with_gaps
//     packet.missing[0]     // {"no PHQ-9 in the documents", "clinician", not essential}
//
// A pure function. Nothing is rephrased or concluded: clinical statements are quoted with the
// document and the place they stand in, figures come from the standing with their because.
// A packet points into the policy book of its standing; the book must outlive it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/assertion/concepts.hpp"
#include "engine/consent/may_disclose.hpp"
#include "engine/episode/facility.hpp"
#include "engine/packet/absences.hpp"
#include "engine/packet/changes.hpp"
#include "engine/packet/criteria.hpp"
#include "engine/packet/form.hpp"
#include "engine/packet/history.hpp"
#include "engine/packet/request.hpp"
#include "engine/packet/usage.hpp"
#include "engine/records/clinical_record.hpp"
#include "engine/standing/standing.hpp"

namespace authledger {

// What decides what may stand in a packet, as known when it is built or released.
struct DisclosureTerms {
  std::vector<consent::Consent> consents;  // of the member
  // What the facilities that treat the member make of each of its records.
  consent::Tag of_member = consent::Tag::part2;
  std::map<std::string, consent::Tag> of_documents;  // as entered, by name; absent: ordinary
  Instant at;
};

struct PacketRequest {
  const Facility& facility;
  const Member& member;
  const Episode& episode;
  const Standing& standing;
  // Of the standing: of kind review, or the duty to ask for the first authorization.
  const Obligation& review;
  const std::vector<ClinicalRecord>& documents;  // each as read, filed under this member
  const DisclosureTerms& terms;
  const std::vector<CriteriaSet>& criteria;  // of the policy book; outlive the packet
};

enum class Verdict : std::uint8_t { ready, ready_with_gaps, incomplete };
std::string_view word(Verdict verdict);

struct MissingItem {
  std::string what;
  std::string who;         // could supply it
  bool essential = false;  // without it the packet is incomplete
};

struct PacketDocument {
  std::string name;
  DocumentKind kind = DocumentKind::unknown;
  std::string title;
  std::optional<RecordDate> date;
  std::string author;
  std::string identity;  // "same", "not_stated"
  int items = 0;
  consent::Tag tag = consent::Tag::ordinary;
  // Of a PDF that goes with the packet as it is.
  int pages = 0;
  std::string sha256 = {};  // hexadecimal
  std::string within = {};  // the document that embeds or attaches it
};

struct RefusedDocument {
  std::string name;
  std::string why;
  // Of a document that may not be disclosed: why not by law, and which consent would let it in.
  std::string citation = {}, remedy = {};
  consent::Tag tag = consent::Tag::ordinary;
};

// Whether the packet may leave the house: to the payer, for payment.
struct PacketDisclosure {
  consent::Asked asked;
  std::vector<consent::Record> records;  // what it discloses: the ledger's figures, then documents
  consent::Decision ledger;              // the figures: without it the packet is not to be sent
  consent::Tag tag = consent::Tag::ordinary;  // the strictest of what stands in it
  std::vector<std::string> notices;           // 42 CFR 2.32: texts that go with it
  std::vector<std::string> scopes;            // of the consents that it is disclosed by
  std::vector<std::string> consents;          // ids of these
  bool is_program_unknown = false;            // the facility has not said whether it is one
};

struct PacketHeader {
  std::string payer;
  std::optional<std::string> plan, line_of_business, state;
  std::string member, member_id;
  std::optional<Date> birth_date;
  std::string plan_member_id;
  std::string episode;
  std::string authorization;
  std::optional<std::string> authorization_number;
  std::optional<Date> authorization_start, authorization_end, last_covered_day;
  std::optional<Instant> opens_at, due_at;
  std::string due_text, opens_text;  // at the payer: "2026-03-20 17:00 America/Chicago"
  ObligationStatus status = ObligationStatus::open;
  std::string rule;
  Because because;
  std::string facility, facility_id, npi;
  std::string level_of_care;
  std::optional<Date> admitted, discharged;
  std::vector<std::string> schedule;  // "Mon, Wed, Fri at 09:00, 180 minutes, H0015, in_person"
  Instant as_of;
  std::string as_of_text;  // at the facility
  Date today;
};

struct UncoveredAhead {  // what the review asks for: scheduled sessions that nothing covers
  std::optional<Date> first;
  std::vector<ForecastSession> sessions;  // from the first day, at most `shown_ahead`
  int further = 0;                        // more of them within a year
};
constexpr std::size_t shown_ahead = 12;

struct AttendanceWeek {
  Date week_of;
  int minutes = 0;  // attended
  int attended = 0, missed = 0;
  std::optional<int> minimum;                       // where the payer's minimum was not reached
  int excused = 0, unexcused = 0, by_facility = 0;  // of the missed
};

struct Listing {
  std::vector<RecordItem> shown;
  int left_out = 0;
  std::string left_out_why;
};

struct ScoreSeries {  // by date; undated ones first
  std::string instrument;
  std::vector<RecordItem> scores;
  std::optional<std::size_t> baseline, previous, latest;  // indices; none: no dated total
  std::optional<int> change_since_baseline, change_since_previous;
  consent::Tag tag = consent::Tag::ordinary;
  bool safety_answer = false;  // an answer above 0 to the question on self-harm
};

struct Quote {
  SectionKind section = SectionKind::other;
  std::string text;  // verbatim
  int left_out = 0;  // characters behind it
  std::string status;
  std::optional<RecordDate> date;
  bool dated_by_document = false;
  std::string author;
  Source source;
  consent::Tag tag = consent::Tag::ordinary;
  // Of a passage on risk: what it speaks of, with the bytes of `text`, and whether it affirms it.
  std::vector<assertion::Found> statements;
};

// What a statement of the medication list says of each: absent is what the document does not say.
struct MedicationDetail {
  std::string name;  // as listed
  std::optional<RecordDate> start;
  std::string dose, how_often, prescriber;
  std::optional<ChangeKind> change;  // since the last approval; none: none was found
  std::vector<Source> sources;
  consent::Tag tag = consent::Tag::ordinary;
};

// Passages that a reviewer asks for by their subject, found by the title above them.
struct Topics {
  std::vector<Quote> frequency;  // sentences on how often the plan wants the member to come
  std::vector<Quote> family, coordination, barriers, step_down, aftercare;
};

struct ReviewPacket {
  PacketHeader header;
  Verdict verdict = Verdict::incomplete;
  std::vector<MissingItem> missing;
  PacketForm form;
  PacketDisclosure disclosure;

  std::vector<AuthorizationStanding> authorizations;  // the reviewed one first
  std::optional<Date> covered_through, first_uncovered_day;
  std::vector<UncoveredUnits> uncovered;
  UncoveredAhead ahead;
  PacketAsk ask;
  std::vector<UnitTotals> totals;  // by Unit
  Intensity intensity;
  std::vector<HistoryEntry> history;  // oldest first
  int history_left_out = 0;           // that are older

  std::vector<SessionStanding> sessions;  // newest first
  int sessions_left_out = 0;
  std::map<std::string, int> outcomes;  // by word
  std::vector<AttendanceWeek> weeks;    // oldest first
  std::vector<Date> unrecorded;
  std::vector<Absence> absences;  // newest first
  AbsenceCounts absence_counts;

  SinceApproval since_approval;

  Listing diagnoses, medications, allergies;
  std::vector<ScoreSeries> scores;
  Listing goals, plan, mental_status, substance_use;
  // Problem, medication and goal sections of documents that hold no coded entries of them.
  std::vector<Quote> lists_in_words;
  std::vector<Quote> plan_notes, mental_status_notes, risk_notes, latest_notes;
  Listing results;
  std::vector<MedicationDetail> medication_details;  // of the medications shown
  Topics topics;

  std::vector<CriteriaStanding> criteria;  // those asked of such care

  std::vector<Obligation> other_obligations;  // open, overdue or upcoming
  std::vector<Conflict> conflicts;
  std::vector<PacketDocument> documents;
  std::vector<RefusedDocument> refused;
  std::vector<RecordProblem> problems;  // of the documents that were used
};

ReviewPacket assemble(const PacketRequest& request);

// Whether everything in it may still be disclosed: asked again when it is released.
bool may_still_be_disclosed(const PacketDisclosure& disclosure, const DisclosureTerms& terms,
                            const Facility& facility);

}  // namespace authledger
