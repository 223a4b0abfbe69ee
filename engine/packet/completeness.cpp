#include <algorithm>

#include "engine/packet/packet_parts.hpp"

namespace authledger {
namespace {

// Ours, where no rule of the payer says how old a document may be.
constexpr int note_days = 14;
constexpr int score_days = 30;

class Judge {
 public:
  Judge(const PacketRequest& request, ReviewPacket& packet)
      : request_(request), packet_(packet), today_(packet.header.today) {}

  void run() {
    check_disclosure();
    check_names();
    check_ledger();
    check_record();
    if (!packet_.form.leaves_out(ReviewItem::scores)) check_scores();
    if (!packet_.form.leaves_out(ReviewItem::notes)) check_notes();
    check_form();
    check_doubts();
    const bool incomplete = std::any_of(packet_.missing.begin(), packet_.missing.end(),
                                        [](const MissingItem& item) { return item.essential; });
    packet_.verdict = incomplete                ? Verdict::incomplete
                      : packet_.missing.empty() ? Verdict::ready
                                                : Verdict::ready_with_gaps;
    std::stable_sort(packet_.missing.begin(), packet_.missing.end(),
                     [](const MissingItem& one, const MissingItem& other) {
                       return one.essential && !other.essential;
                     });
  }

 private:
  void essential(bool holds, std::string what, std::string who) {
    if (!holds) packet_.missing.push_back({std::move(what), std::move(who), true});
  }
  void wanted(bool holds, std::string what, std::string who) {
    if (!holds) packet_.missing.push_back({std::move(what), std::move(who), false});
  }

  // An item that is not asked is no gap, and one that the payer's form requires is an essential
  // one.
  void need(ReviewItem item, bool is_essential, bool holds, std::string what, std::string who) {
    if (holds || packet_.form.leaves_out(item)) return;
    const FormAsked* form = packet_.form.requiring(item);
    if (form) what += ", which the payer's form " + form->form->name.key + " requires";
    packet_.missing.push_back({std::move(what), std::move(who), is_essential || form});
  }
  // An item that is a gap only when the payer's form requires it.
  void need_if_required(ReviewItem item, bool holds, std::string what, std::string who) {
    if (packet_.form.requiring(item)) need(item, true, holds, std::move(what), std::move(who));
  }

  void check_disclosure() {
    const consent::Decision& said = packet_.disclosure.ledger;
    essential(said.is_allowed,
              "not to be sent: " + said.reason + " (" + said.citation + ")" +
                  (said.remedy.empty() ? "" : "; needed: " + said.remedy),
              "privacy officer");
    wanted(!packet_.disclosure.is_program_unknown,
           "the facility has not said whether it is a program under 42 CFR Part 2, and is treated "
           "as one",
           "administrator");
  }

  void check_names() {
    const PacketHeader& header = packet_.header;
    essential(!header.member.empty(), "the member's name is not on file", "front desk");
    essential(header.birth_date.has_value(), "the member's birth date is not on file",
              "front desk");
    essential(!header.plan_member_id.empty(), "the plan member id is not on file", "front desk");
    const std::string& on_file = request_.member.plan_member_id;
    wanted(on_file.empty() || on_file == header.plan_member_id,
           "the coverage says plan member id " + header.plan_member_id + ", the register says " +
               on_file,
           "front desk");
    essential(!header.npi.empty(), "the facility's NPI is not on file", "administrator");
    essential(!header.payer.empty(), "no coverage is on file for today", "front desk");
    essential(header.admitted.has_value(), "the admission is not recorded", "admissions");
    wanted(!header.level_of_care.empty(), "the level of care is not recorded", "admissions");
  }

  void check_ledger() {
    const PacketHeader& header = packet_.header;
    wanted(header.authorization_number.has_value() || header.authorization.empty(),
           "the payer's authorization number is not on file", "utilization reviewer");
    wanted(header.because.policy != nullptr, "no policy of the payer is on file for the review",
           "utilization reviewer");
    wanted(!header.schedule.empty(), "no schedule is recorded", "program staff");
    wanted(packet_.unrecorded.empty(),
           std::to_string(packet_.unrecorded.size()) + " scheduled session(s) are not recorded",
           "program staff");
    wanted(packet_.ahead.first.has_value() || header.discharged.has_value(),
           "no scheduled day without coverage is known, so the dates to request are open",
           "utilization reviewer");
    for (const Obligation& obligation : packet_.other_obligations)
      if (obligation.kind == ObligationKind::request)
        wanted(false, "the payer asked for something that is not done: " + obligation.key,
               "utilization reviewer");
  }

  static bool has_positive(const Listing& listing) {
    return std::any_of(listing.shown.begin(), listing.shown.end(), [](const RecordItem& item) {
      return !item.negated && !item.no_information;
    });
  }

  bool is_in_words(SectionKind section) const {
    return std::any_of(packet_.lists_in_words.begin(), packet_.lists_in_words.end(),
                       [&](const Quote& quote) { return quote.section == section; });
  }

  void check_record() {
    essential(!packet_.documents.empty(),
              packet_.refused.empty() ? "no clinical document is attached"
                                      : "no clinical document could be used",
              "clinician");
    need(ReviewItem::diagnoses, true,
         has_positive(packet_.diagnoses) || is_in_words(SectionKind::diagnoses),
         "no diagnosis in the documents", "clinician");
    check_plan();
    // A statement that there are none is a medication list, too.
    need(ReviewItem::medications, false,
         !packet_.medications.shown.empty() || is_in_words(SectionKind::medications),
         "no medication list in the documents", "prescriber");
    need(ReviewItem::mental_status, false,
         !packet_.mental_status.shown.empty() || !packet_.mental_status_notes.empty(),
         "no mental status in the documents", "clinician");
    need(ReviewItem::risk, false, !packet_.risk_notes.empty() || find_series("C-SSRS"),
         "no risk assessment in the documents", "clinician");
  }

  void check_plan() {
    const bool has_goals = has_positive(packet_.goals) || is_in_words(SectionKind::goals);
    const bool has_plan = has_positive(packet_.plan) || !packet_.plan_notes.empty();
    const bool is_either_asked =
        !packet_.form.leaves_out(ReviewItem::goals) || !packet_.form.leaves_out(ReviewItem::plan);
    essential(!is_either_asked || has_goals || has_plan,
              "no treatment plan or goals in the documents", "clinician");
    need(ReviewItem::goals, false, has_goals, "no treatment goals in the documents", "clinician");
    need_if_required(ReviewItem::plan, has_plan, "no treatment plan in the documents", "clinician");
  }

  // What no packet must have unless the payer's form says so.
  void check_form() {
    const Topics& topics = packet_.topics;
    const auto in_documents = [&](ReviewItem item, bool holds, const char* who) {
      need_if_required(item, holds, "no " + title_of(item) + " in the documents", who);
    };
    in_documents(ReviewItem::allergies, !packet_.allergies.shown.empty(), "prescriber");
    in_documents(ReviewItem::substance_use, !packet_.substance_use.shown.empty(), "clinician");
    in_documents(ReviewItem::results, !packet_.results.shown.empty(), "clinician");
    in_documents(ReviewItem::scores, !packet_.scores.empty(), "clinician");
    in_documents(ReviewItem::changes,
                 !packet_.since_approval.since || !packet_.since_approval.changes.empty(),
                 "clinician");
    in_documents(ReviewItem::family, !topics.family.empty(), "clinician");
    in_documents(ReviewItem::coordination, !topics.coordination.empty(), "clinician");
    in_documents(ReviewItem::barriers, !topics.barriers.empty(), "clinician");
    in_documents(ReviewItem::step_down, !topics.step_down.empty(), "clinician");
    in_documents(ReviewItem::aftercare, !topics.aftercare.empty(), "clinician");
    in_documents(ReviewItem::notes, !packet_.latest_notes.empty(), "clinician");
    in_documents(ReviewItem::criteria, has_evidence(), "clinician");
    need_if_required(ReviewItem::attendance, !packet_.sessions.empty(), "no session is recorded",
                     "program staff");
    need_if_required(ReviewItem::absences, !packet_.sessions.empty() && packet_.unrecorded.empty(),
                     "the count of absences is open, because sessions are not recorded",
                     "program staff");
    const auto is_attachment = [](const PacketDocument& it) { return it.pages > 0; };
    need_if_required(ReviewItem::attachments,
                     std::any_of(packet_.documents.begin(), packet_.documents.end(), is_attachment),
                     "no attachment", "medical records");
  }

  bool has_evidence() const {
    for (const CriteriaStanding& set : packet_.criteria)
      for (const CriterionStanding& it : set.criteria)
        if (!it.evidence.empty()) return true;
    return false;
  }

  const ScoreSeries* find_series(std::string_view instrument) const {
    for (const ScoreSeries& series : packet_.scores)
      if (series.instrument == instrument) return &series;
    return nullptr;
  }

  // What the payer's rules say of such documents; of several the strictest, null: nothing.
  const EvidenceWanted* payers_limit(EvidenceKind kind) const {
    const EvidenceWanted* strictest = nullptr;
    for (const EvidenceWanted& wanted : request_.review.evidence)
      if (wanted.document == kind && (!strictest || wanted.from > strictest->from))
        strictest = &wanted;
    return strictest;
  }

  void check_age(const ScoreSeries& series) {
    if (!series.latest) {
      wanted(false, "no " + series.instrument + " in the documents has a date and a total",
             "clinician");
      return;
    }
    const RecordDate& date = *series.scores[*series.latest].date;
    if (const EvidenceWanted* limit = payers_limit(EvidenceKind::scores)) {
      wanted(date.first >= limit->from,
             "the latest " + series.instrument + " is of " + to_text(date) + "; the payer's rule " +
                 limit->rule + " wants one of " + to_text(limit->from) + " or later",
             "clinician");
      return;
    }
    wanted(today_ - date.first <= score_days,
           "the latest " + series.instrument + " is of " + to_text(date) + ", " +
               std::to_string(today_ - date.first) + " days ago",
           "clinician");
  }

  // H0015 is intensive outpatient treatment for alcohol or drugs (HCPCS).
  bool is_for_substance_use() const {
    for (const Said<ScheduleSet>& schedule : request_.episode.schedules)
      if (schedule.fact.service == "H0015") return true;
    return false;
  }

  void check_scores() {
    const ScoreSeries* phq9 = find_series("PHQ-9");
    if (!phq9) phq9 = find_series("PHQ-9 for teens");
    wanted(phq9 != nullptr, "no PHQ-9 in the documents", "clinician");
    if (phq9) check_age(*phq9);
    const ScoreSeries* gad7 = find_series("GAD-7");
    wanted(gad7 != nullptr, "no GAD-7 in the documents", "clinician");
    if (gad7) check_age(*gad7);
    if (!is_for_substance_use()) return;
    wanted(find_series("AUDIT") || find_series("AUDIT-C") || find_series("DAST-10"),
           "no AUDIT, AUDIT-C or DAST-10 in the documents", "clinician");
  }

  void check_notes() {
    const auto newest = [&]() -> std::optional<RecordDate> {
      std::optional<RecordDate> found;
      for (const std::vector<Quote>* quotes :
           {&packet_.latest_notes, &packet_.mental_status_notes, &packet_.risk_notes})
        for (const Quote& quote : *quotes)
          if (quote.date && quote.date->first <= today_ && is_newer(quote.date, found))
            found = quote.date;
      return found;
    }();
    const std::string which = newest ? "; the newest is of " + to_text(*newest) : "";
    if (const EvidenceWanted* limit = payers_limit(EvidenceKind::notes)) {
      essential(newest && newest->first >= limit->from,
                "no note of " + to_text(limit->from) + " or later, as the payer's rule " +
                    limit->rule + " wants" + which,
                "clinician");
      return;
    }
    const bool is_recent = newest && today_ - newest->first <= note_days;
    essential(is_recent, "no note newer than " + std::to_string(note_days) + " days" + which,
              "clinician");
  }

  void check_doubts() {
    for (const Conflict& conflict : packet_.conflicts)
      wanted(false, "to be cleared up: " + conflict.what, "clinician");
    const auto unusable =
        static_cast<int>(packet_.refused.size()) - packet_.form.attachments_left_out;
    if (unusable > 0)
      wanted(false,
             std::to_string(unusable) + " document(s) filed under the member could not be used",
             "medical records");
  }

  const PacketRequest& request_;
  ReviewPacket& packet_;
  Date today_;
};

}  // namespace

void judge(const PacketRequest& request, ReviewPacket& packet) {
  Judge(request, packet).run();
}

}  // namespace authledger
