#include "engine/packet/packet_print.hpp"

#include <algorithm>

#include "engine/base/result.hpp"
#include "engine/packet/packet_print_parts.hpp"
#include "engine/print/pdf.hpp"

namespace authledger {
namespace {

using namespace print;

std::vector<Field> fields_of_member(const PacketHeader& header) {
  return {{"Member", {strong(or_dash(header.member))}},
          {"Born", {{shown(header.birth_date)}}},
          {"Plan member id", {{or_dash(header.plan_member_id)}}},
          {"Payer", {{or_dash(header.payer) + (header.plan ? " · " + *header.plan : "")}}},
          {"Episode", {{or_dash(header.episode)}}},
          {"Facility", {{or_dash(header.facility) + ", NPI " + or_dash(header.npi)}}}};
}

std::vector<Field> fields_of_authorization(const PacketHeader& header) {
  std::string schedule;
  for (const std::string& line : header.schedule) schedule += (schedule.empty() ? "" : "\n") + line;
  std::string care = or_dash(header.level_of_care) + ", admitted " + shown(header.admitted);
  if (header.discharged) care += ", discharged " + to_text(*header.discharged);
  return {{"Authorization", {strong(numbers_of(header))}},
          {"In force",
           {{shown(header.authorization_start) + " to " + shown(header.authorization_end)}}},
          {"Last covered day", {{shown(header.last_covered_day)}}},
          {"Level of care", {{care}}},
          {"Schedule", {{or_dash(schedule)}}}};
}

void print_header(Document& to, const PacketHeader& header, RequestMode mode) {
  to.add(Paragraph{{{"Utilization review packet", Weight::bold, Tone::band, Size::large},
                    {"\n" + heading_of(header, mode) + ", prepared as of " + header.as_of_text,
                     Weight::regular, Tone::soft}}});
  to.add(Fields{fields_of_member(header), fields_of_authorization(header)});
  to.add(Paragraph{{{"Review due " + or_dash(header.due_text), Weight::bold},
                    {"  " + plain(word(header.status)), Weight::bold,
                     header.status == ObligationStatus::overdue ? Tone::red : Tone::soft},
                    {"\nopens " + or_dash(header.opens_text) + "; " + because_text(header.because),
                     Weight::regular, Tone::soft, Size::small}},
                   Frame::box});
}

void print_disclosure(Document& to, const PacketDisclosure& disclosure) {
  if (!disclosure.ledger.is_allowed)
    to.add(Paragraph{{{"Not to be sent. ", Weight::bold, Tone::red},
                      {refusal_text(disclosure.ledger), Weight::regular, Tone::red}},
                     Frame::red});
  if (disclosure.notices.empty()) return;
  Text text;
  for (const std::string& notice : disclosure.notices)
    text.push_back({(text.empty() ? "" : "\n") + notice, Weight::bold});
  for (const std::string& scope : disclosure.scopes) text.push_back({"\n" + scope});
  to.add(Paragraph{std::move(text), Frame::box});
}

void print_missing(Document& to, const ReviewPacket& packet) {
  Text text{{"This packet is "}, strong(plain(word(packet.verdict))), {"."}};
  for (const MissingItem& item : packet.missing) {
    text.push_back({"\n•  "});
    if (item.essential) text.push_back({"needed: ", Weight::bold, Tone::red});
    text.push_back({item.what});
    text.push_back(soft(" — " + item.who));
  }
  to.add(Paragraph{std::move(text), frame_of(packet.verdict)});
  std::string form;
  for (const std::string& line : form_text(packet.form)) form += (form.empty() ? "" : "\n") + line;
  to.add(Paragraph{{soft(form)}});
}

// What stands around every page.
Document empty_document(const ReviewPacket& packet) {
  const PacketHeader& header = packet.header;
  Document document;
  document.title = "Review packet, " + label_of(header);
  document.author = header.facility;
  document.subject = title_of(packet.ask.mode) + " due " + or_dash(header.due_text);
  document.head = head_of(header);
  document.head_right = label_of(header) + " · " + or_dash(header.facility);
  document.foot = std::string(packet.disclosure.ledger.is_allowed ? "" : "NOT TO BE SENT. ") +
                  "Confidential health information, as of " + header.as_of_text +
                  ". Records of substance use treatment may not be passed on without consent "
                  "(42 CFR Part 2).";
  document.created = header.as_of;
  return document;
}

Document sheet_before(const ReviewPacket& packet, const PacketDocument& document, int number) {
  Document sheet = empty_document(packet);
  sheet.title = "Appendix";
  sheet.add(
      Paragraph{{{"Appendix " + std::to_string(number), Weight::bold, Tone::band, Size::large}}});
  sheet.add(Fields{
      {{"Document", {strong(document.name)}},
       {"Pages", {{std::to_string(document.pages)}}},
       {"Kind of record", {{plain(word(document.tag))}}}},
      {{"Filed under", {{or_dash(packet.header.member)}}}, {"SHA-256", {soft(document.sha256)}}}});
  if (!document.within.empty())
    sheet.add(Paragraph{{soft("It came within the document \"" + document.within +
                              "\", which names the member.")}});
  sheet.add(
      nothing("The following pages are as they were received. They were not read by a program, "
              "and whether they name the member was not checked by one."));
  return sheet;
}

}  // namespace

std::string head_of(const PacketHeader& header) {
  constexpr std::size_t longest_name = 70;  // bytes; whole on the first page
  return or_dash(shortened(header.member, longest_name)) + " · born " + shown(header.birth_date) +
         " · plan member id " + or_dash(header.plan_member_id);
}

Frame frame_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::ready:
      return Frame::green;
    case Verdict::ready_with_gaps:
      return Frame::amber;
    case Verdict::incomplete:
      return Frame::red;
  }
  return Frame::none;
}

Run strong(std::string text) {
  return {std::move(text), Weight::bold};
}

Run soft(std::string text) {
  return {std::move(text), Weight::regular, Tone::soft, Size::small};
}

Paragraph nothing(const char* text) {
  return {{{text, Weight::regular, Tone::soft}}};
}

Run marks_of(const std::vector<Source>& sources, SourceNumbers& numbers) {
  Run marks{"", Weight::regular, Tone::band, Size::small};
  for (std::size_t i = 0; i < sources.size() && i < most_source_numbers; ++i)
    marks.text += (marks.text.empty() ? "[" : " [") + std::to_string(numbers.of(sources[i])) + "]";
  return marks;
}

Document packet_document(const ReviewPacket& packet) {
  const PacketHeader& header = packet.header;
  Document document = empty_document(packet);
  SourceNumbers numbers;
  print_header(document, header, packet.ask.mode);
  print_disclosure(document, packet.disclosure);
  print_missing(document, packet);
  print_sheets(document, sheets_of_request(packet), numbers);
  print_units(document, packet);
  print_sheets(document, sheets_of_units(packet), numbers);
  if (!packet.form.leaves_out(ReviewItem::attendance)) print_attendance(document, packet);
  print_sheets(document, sheets_of_attendance(packet), numbers);
  print_criteria(document, packet, numbers);
  if (!packet.form.leaves_out(ReviewItem::scores)) print_scores(document, packet, numbers);
  print_sheets(document, sheets_of_medications(packet), numbers);
  print_statements(document, packet, numbers);
  print_documents(document, packet, numbers);
  return document;
}

std::string packet_pdf(const ReviewPacket& packet, const std::vector<Appendix>& appendices,
                       Paper paper) {
  std::vector<Appendix> sheets;
  for (const Appendix& it : appendices) {
    const auto document = std::ranges::find(packet.documents, it.name, &PacketDocument::name);
    ensure(document != packet.documents.end(), "an appendix is a document of the packet");
    const int number = static_cast<int>(sheets.size() / 2 + 1);
    sheets.push_back({it.name, pdf_of(sheet_before(packet, *document, number), paper)});
    sheets.push_back(it);
  }
  return with_appendices(pdf_of(packet_document(packet), paper), sheets);
}

}  // namespace authledger
