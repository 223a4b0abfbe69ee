#include "engine/packet/form.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>

#include "engine/packet/contents.hpp"
#include "engine/packet/packet_words.hpp"

namespace authledger {
namespace {

constexpr std::string_view titles[] = {"diagnoses",
                                       "medications",
                                       "allergies",
                                       "risk",
                                       "mental status",
                                       "substance use",
                                       "results",
                                       "scores",
                                       "goals",
                                       "treatment plan",
                                       "changes since the last approval",
                                       "attendance",
                                       "absences",
                                       "criteria",
                                       "family involvement",
                                       "coordination of care",
                                       "barriers",
                                       "step-down criteria",
                                       "discharge plan and aftercare",
                                       "notes",
                                       "attachments"};
static_assert(std::size(titles) == review_item_count);

bool is_for_care(const ReviewForm& form, const PacketRequest& request, const PacketAsk& ask) {
  const auto has = [&](const std::string& service) {
    return std::find(form.codes.begin(), form.codes.end(), service) != form.codes.end();
  };
  if (ask.frequency) return has(ask.frequency->service);
  const auto& schedules = request.episode.schedules;
  return std::any_of(schedules.begin(), schedules.end(),
                     [&](const Said<ScheduleSet>& it) { return has(it.fact.service); });
}

bool asks(const PacketForm& form, ReviewItem item) {
  return std::any_of(form.forms.begin(), form.forms.end(),
                     [&](const FormAsked& it) { return it.form->asks(item); });
}

// "the payer's form iop-request"
std::string said_by(const PacketForm& form) {
  std::string text = "the payer's form";
  for (std::size_t i = 0; i < form.forms.size(); ++i)
    text += (i == 0 ? " " : " and ") + form.forms[i].form->name.key;
  return text;
}

// Where what stays out stands in the documents, so that what else speaks of it stays out, too.
class LeavingOut {
 public:
  explicit LeavingOut(ReviewPacket& packet) : packet_(packet) {}

  void run() {
    for (const ReviewItem item : packet_.form.left_out) leave_out(item);
    std::erase_if(packet_.conflicts, [&](const Conflict& conflict) {
      return std::any_of(conflict.sources.begin(), conflict.sources.end(), [&](const Source& it) {
        return gone_.contains({it.document, it.place});
      });
    });
  }

 private:
  void clear(Listing& listing) {
    for (const RecordItem& item : listing.shown)
      for (const Source& source : item.sources) gone_.insert({source.document, source.place});
    listing = {};
  }

  void clear(std::vector<ScoreSeries>& all) {
    for (const ScoreSeries& series : all)
      for (const RecordItem& score : series.scores)
        for (const Source& source : score.sources) gone_.insert({source.document, source.place});
    all.clear();
  }

  void clear_in_words(SectionKind section) {
    std::erase_if(packet_.lists_in_words,
                  [&](const Quote& quote) { return quote.section == section; });
  }

  void clear_changes_of(ChangeOf about) {
    std::erase_if(packet_.since_approval.changes,
                  [&](const Change& change) { return change.about == about; });
  }

  void clear_attendance() {
    packet_.sessions.clear();
    packet_.sessions_left_out = 0;
    packet_.outcomes.clear();
    packet_.weeks.clear();
    packet_.intensity = {};
    clear_changes_of(ChangeOf::attendance);
  }

  void clear_medications() {
    clear(packet_.medications);
    packet_.medication_details.clear();
    clear_in_words(SectionKind::medications);
    clear_changes_of(ChangeOf::medication);
  }

  void clear_diagnoses() {
    clear(packet_.diagnoses);
    clear_in_words(SectionKind::diagnoses);
    clear_changes_of(ChangeOf::diagnosis);
  }

  void clear_goals() {
    clear(packet_.goals);
    clear_in_words(SectionKind::goals);
    clear_changes_of(ChangeOf::goal);
  }

  // They are named among those that are not used.
  void clear_attachments() {
    const std::string why = "left out: not asked by " + said_by(packet_.form);
    for (const PacketDocument& it : packet_.documents) {
      if (it.pages == 0) continue;
      packet_.refused.push_back({it.name, why, {}, {}, it.tag});
      ++packet_.form.attachments_left_out;
    }
    std::erase_if(packet_.documents, [](const PacketDocument& it) { return it.pages > 0; });
  }

  void leave_out(ReviewItem item) {
    Topics& topics = packet_.topics;
    switch (item) {
      case ReviewItem::diagnoses:
        return clear_diagnoses();
      case ReviewItem::medications:
        return clear_medications();
      case ReviewItem::allergies:
        return clear(packet_.allergies);
      case ReviewItem::risk:
        packet_.risk_notes.clear();
        return clear_changes_of(ChangeOf::risk);
      case ReviewItem::mental_status:
        packet_.mental_status_notes.clear();
        return clear(packet_.mental_status);
      case ReviewItem::substance_use:
        return clear(packet_.substance_use);
      case ReviewItem::results:
        return clear(packet_.results);
      case ReviewItem::scores:
        clear(packet_.scores);
        return clear_changes_of(ChangeOf::score);
      case ReviewItem::goals:
        return clear_goals();
      case ReviewItem::plan:
        topics.frequency.clear();
        packet_.plan_notes.clear();
        return clear(packet_.plan);
      case ReviewItem::changes:
        packet_.since_approval = {};
        return;
      case ReviewItem::attendance:
        return clear_attendance();
      case ReviewItem::absences:
        packet_.absences.clear();
        packet_.absence_counts = {};
        return;
      case ReviewItem::criteria:
        return packet_.criteria.clear();
      case ReviewItem::family:
        return topics.family.clear();
      case ReviewItem::coordination:
        return topics.coordination.clear();
      case ReviewItem::barriers:
        return topics.barriers.clear();
      case ReviewItem::step_down:
        return topics.step_down.clear();
      case ReviewItem::aftercare:
        return topics.aftercare.clear();
      case ReviewItem::notes:
        return packet_.latest_notes.clear();
      case ReviewItem::attachments:
        return clear_attachments();
    }
  }

  ReviewPacket& packet_;
  std::set<std::tuple<std::string, std::string>> gone_;  // document, place
};

std::string listed(const std::vector<ReviewItem>& items) {
  std::string text;
  for (const ReviewItem item : items) text += (text.empty() ? "" : ", ") + title_of(item);
  return text;
}

}  // namespace

bool PacketForm::leaves_out(ReviewItem item) const {
  return std::find(left_out.begin(), left_out.end(), item) != left_out.end();
}

const FormAsked* PacketForm::requiring(ReviewItem item) const {
  for (const FormAsked& it : forms)
    if (std::find(it.form->required.begin(), it.form->required.end(), item) !=
        it.form->required.end())
      return &it;
  return nullptr;
}

std::string title_of(ReviewItem item) {
  return std::string(titles[static_cast<std::size_t>(item)]);
}

std::vector<std::string> form_text(const PacketForm& form) {
  if (!form.is_known())
    return {"Which items the payer's form asks is unknown: nothing is left out on its account."};
  std::vector<std::string> text;
  bool in_part = false;
  for (const FormAsked& it : form.forms) {
    in_part = in_part || !it.form->seen_whole;
    text.push_back("Asked by the payer's form: " + because_text(it.because) + ".");
  }
  if (in_part)
    text.push_back("Only a part of the form is known: nothing is left out on its account.");
  else if (!form.left_out.empty())
    text.push_back("Left out, not asked by " + said_by(form) + ": " + listed(form.left_out) + ".");
  return text;
}

void add_form(const PacketRequest& request, ReviewPacket& packet) {
  PacketForm& form = packet.form;
  for (const FormAsked& it : request.review.forms)
    if (it.form->is_for(packet.ask.mode) && is_for_care(*it.form, request, packet.ask))
      form.forms.push_back(it);
  const bool all_known = std::all_of(form.forms.begin(), form.forms.end(),
                                     [](const FormAsked& it) { return it.form->seen_whole; });
  if (!form.is_known() || !all_known) return;
  for (int i = 0; i < review_item_count; ++i)
    if (const auto item = static_cast<ReviewItem>(i); !asks(form, item))
      form.left_out.push_back(item);
}

void leave_out_unasked(ReviewPacket& packet) {
  LeavingOut(packet).run();
}

}  // namespace authledger
