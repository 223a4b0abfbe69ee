#include "engine/records/body_text.hpp"

#include <chrono>
#include <ctime>

#include "engine/records/plain_text.hpp"
#include "tests/engine/records/clinical_files.hpp"

namespace authledger::test {
namespace {

// Nobody here needs to encode base64 but this test.
std::string base64(std::string_view bytes) {
  constexpr std::string_view letters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    unsigned bits = 0;
    for (std::size_t j = 0; j < 3; ++j)
      bits = bits << 8 | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0U);
    for (std::size_t j = 0; j < 4; ++j)
      out += i + j <= bytes.size() ? letters[bits >> (18 - 6 * j) & 63] : '=';
  }
  return out;
}

const std::string rtf_note =
    "{\\rtf1\\ansi\\ansicpg1252\\uc1{\\fonttbl{\\f0 Calibri;}}{\\*\\generator X;}\\b "
    "PLAN:\\b0\\par\n"
    "- caf\\'e9 visit\\rquote s end \\u8364?5\\par - {\\strike stop }continue sertraline\\par\n"
    "MEASURES:\\par PHQ-9: 14\\par}";
const std::string html_note =
    "<!DOCTYPE html><html><head><title>x</title><style>p {a: b}</style></head><body>"
    "<!-- > --><h2>Plan</h2><ul><li>continue <b title='a>b'>sertraline</b> 50&nbsp;mg &lt;daily&gt;"
    "<li>call &#39;home&#x27; <del>today</del></ul><script>alert('PHQ-9: 27')</script>"
    "<h3>Measures</h3><table><tr><td>PHQ-9: 14</td><td>2026-03-02</td></tr></table></body></html>";

TEST(BodyText, RtfIsTheTextThatAWordProcessorShows) {
  const BodyText body = body_text("text/rtf", rtf_note);
  EXPECT_EQ(
      body.text,
      "PLAN:\n- caf\u00E9 visit\u2019s end \u20AC5\n- continue sertraline\nMEASURES:\nPHQ-9: 14");
  EXPECT_EQ(body.problem, "struck, deleted or hidden text of the RTF is left out");
}

TEST(BodyText, HtmlIsTheTextThatABrowserShows) {
  const BodyText body = body_text("text/html", html_note);
  EXPECT_EQ(body.text,
            "## Plan\ncontinue sertraline 50 mg <daily>\ncall 'home'\n## Measures\nPHQ-9: 14 | "
            "2026-03-02");
  EXPECT_EQ(body.problem, "struck text of the HTML is left out");
}

TEST(BodyText, WhatIsNotReadIsSaid) {
  const auto problem = [](std::string_view type, std::string_view bytes) {
    const BodyText body = body_text(type, bytes);
    EXPECT_EQ(body.text, "");
    return body.problem;
  };
  EXPECT_EQ(problem("application/pdf", "%PDF-1.7 x"),
            "the body is a PDF, which is not read; whoever reviews has to open it");
  EXPECT_EQ(problem("text/plain", "%PDF-1.7 x"),
            "the body is a PDF, which is not read; whoever reviews has to open it");
  EXPECT_EQ(problem("image/png", "x"),
            "the body is image/png, which is not read; whoever reviews has to open it");
  EXPECT_EQ(problem("text/rtf", "no"), "the body is no RTF, though it is said to be");
  EXPECT_EQ(problem("text/plain", "\xFF\xFE"), "the body is not UTF-8 text");
  EXPECT_EQ(problem("text/rtf", "{\\rtf" + std::string(300, '{')),
            "the RTF is nested deeper than 200 groups");
  EXPECT_EQ(body_text("text/rtf", "{\\rtf\\ansicpg1251 a\\'e9}").problem,
            "characters of code page 1251 of the RTF are not read");
}

TEST(BodyText, HtmlThatIsNotUtf8IsWindows1252) {
  EXPECT_EQ(body_text("text/html", "<p>caf\xE9 \x93it\x94").text, "caf\u00E9 \u201Cit\u201D");
}

// What grows with the square of the bytes would take hours.
TEST(BodyText, HostileBodiesAreReadInTimeThatGrowsWithTheirBytes) {
  const auto repeated = [](const std::string& part, std::size_t bytes) {
    std::string text;
    while (text.size() + part.size() < bytes) text += part;
    return text;
  };
  constexpr std::size_t size = 4'000'000;
  for (const std::string part : {"<b>", "<", "</script", "<!--", "<a b='", "&#", "<s>", "<h1>"}) {
    const std::clock_t start = std::clock();
    EXPECT_FALSE(broken_utf8(body_text("text/html", repeated(part, size)).text)) << part;
    EXPECT_FALSE(broken_utf8(body_text("text/html", "<script>" + repeated(part, size - 9)).text));
    EXPECT_LT(static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC, 20) << part;
  }
  std::string attributes = "<a";
  for (int i = 0; attributes.size() < size - 20; ++i) attributes += " a" + std::to_string(i);
  EXPECT_EQ(body_text("text/html", attributes + ">end").text, "end");
  for (const std::string part : {"{}", "\\u1234 ", "\\'e9", "\\bin99999999 ", "\\par", "\\"})
    EXPECT_FALSE(broken_utf8(body_text("text/rtf", "{\\rtf1 " + repeated(part, size)).text));
}

TEST(ReadDocument, ReadsNotesInHtmlAndRtf) {
  for (const std::string& note : {rtf_note, html_note}) {
    const ClinicalRecord record = read_document("note", "", note);
    EXPECT_EQ(first(record, ItemKind::score).total, 14) << note;
    EXPECT_EQ(first(record, ItemKind::plan).section, SectionKind::plan) << note;
    EXPECT_TRUE(first(record, ItemKind::plan).sources[0].place.starts_with("as text characters "));
  }
}

TEST(Ccda, ReadsUnstructuredBodiesInRtfAndHtml) {
  const auto document = [](const std::string& type, const std::string& bytes) {
    return read_document("x.xml", "",
                         "<ClinicalDocument><component><nonXMLBody><text mediaType='" + type +
                             "' representation='B64'>" + base64(bytes) +
                             "</text></nonXMLBody></component></ClinicalDocument>");
  };
  const ClinicalRecord rtf = document("text/rtf", rtf_note);
  EXPECT_EQ(first(rtf, ItemKind::score).total, 14);
  EXPECT_TRUE(
      first(rtf, ItemKind::score)
          .sources[0]
          .place.starts_with("/ClinicalDocument/component/nonXMLBody/text as text characters "));
  EXPECT_EQ(first(document("text/html", html_note), ItemKind::score).total, 14);
  const ClinicalRecord pdf = document("application/pdf", "%PDF-1.7");
  EXPECT_EQ(pdf.items.size(), 0U);
  EXPECT_EQ(pdf.attachments.size(), 1U);
  EXPECT_EQ(problems(pdf), "");
}

TEST(Ccda, ReadsTheRtfOfANoteActThatPointsToNoNarrative) {
  std::string section = clinical_file("hl7-ccda-examples/RTF_Note_C-CDA_R2.1_.xml");
  const std::string reference = "<reference value=\"#note1\"/>";
  section.erase(section.find(reference), reference.size());
  const ClinicalRecord record = read_document("x.xml", "", around_section(section));
  EXPECT_EQ(problems(record), "");
  bool is_read = false;
  for (const RecordItem& item : record.items)
    is_read =
        is_read || item.text.starts_with("0700-1900 Nursing Note: Patient\u2019s vital signs");
  EXPECT_TRUE(is_read);
}

TEST(Fhir, ReadsAttachmentsInRtfAndHtmlAndFromTheBinaryOfTheBundle) {
  const ClinicalRecord record = read_document("x.json", "",
                                              R"({"resourceType": "Bundle", "entry": [
    {"resource": {"resourceType": "DocumentReference", "id": "1", "status": "current", "content": [
      {"attachment": {"contentType": "text/rtf", "data": ")" +
                                                  base64(rtf_note) + R"("}},
      {"attachment": {"contentType": "application/pdf", "data": ")" +
                                                  base64("%PDF-1.4") + R"("}},
      {"attachment": {"contentType": "text/html", "url": "Binary/b"}},
      {"attachment": {"contentType": "text/plain", "url": "https://clinic.example/note"}}]}},
    {"resource": {"resourceType": "Binary", "id": "b", "contentType": "text/html", "data": ")" +
                                                  base64(html_note) + "\"}}]}");
  EXPECT_EQ(
      said(record, ItemKind::score),
      (std::vector<std::string>{"PHQ-9: 14 = 14", "PHQ-9: 14 | 2026-03-02 = 14 @2026-03-02"}));
  EXPECT_EQ(problems(record),
            "struck, deleted or hidden text of the RTF is left out; struck text of the HTML is left out; the "
            "attachment is not in the document, only its URL");
}

}  // namespace
}  // namespace authledger::test
