#include "engine/print/pdf.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <thread>

#include "tests/support/json.hpp"
#include "tests/support/printed.hpp"

namespace authledger::print {
namespace {

using test::Printed;

Document document() {
  Document it;
  it.title = "A letter";
  it.author = "Invented Day Program";
  it.head = "Jane Roe";
  it.head_right = "AUTH-1";
  it.foot = "Confidential";
  it.created = *parse_instant("2026-03-18T13:00:00Z");
  return it;
}

Document saying(std::string text) {
  Document it = document();
  it.add(Paragraph{{{std::move(text)}}});
  return it;
}

std::string numbered_words(int count) {
  std::string words;
  for (int i = 0; i < count; ++i) words += "w" + std::to_string(i) + " ";
  return words;
}

int count_of(const std::string& all, const std::string& part) {
  int count = 0;
  for (std::size_t at = 0; (at = all.find(part, at)) != std::string::npos; at += part.size())
    ++count;
  return count;
}

// Words w0, w1, ... of the text, in the order in which they stand in it.
std::vector<int> numbers_in(const std::string& text) {
  std::istringstream words(text);
  std::vector<int> numbers;
  for (std::string word; words >> word;)
    if (word.size() > 1 && word[0] == 'w' && std::isdigit(word[1]))
      numbers.push_back(std::stoi(word.substr(1)));
  return numbers;
}

std::vector<int> first_numbers(int count) {
  std::vector<int> numbers(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) numbers[static_cast<std::size_t>(i)] = i;
  return numbers;
}

TEST(Pdf, IsTaggedAndCarriesItsFontsAndNoAction) {
  Document it = document();
  it.add(Heading{1, "Units"});
  it.add(Table{{{"Date"}, {"Units"}}, true, {{{{{{"2026-03-02"}}}, {{{"3"}}}}}}});
  it.add(Paragraph{{{"https://example.org/ <script>alert(1)</script>"}}});
  const Printed printed(pdf_of(it, Paper::letter));
  EXPECT_EQ(printed.faults(), "");
  EXPECT_EQ(printed.info("Title:"), "A letter");
  EXPECT_EQ(printed.info("Author:"), "Invented Day Program");
  EXPECT_EQ(printed.info("Tagged:"), "yes");
  EXPECT_EQ(printed.info("JavaScript:"), "no");
  for (const char* element : {"H1", "Table", "TR", "TH", "TD", "P"})
    EXPECT_NE(printed.structure().find(element), std::string::npos) << element;
  const std::string inside = printed.unpacked();
  EXPECT_NE(inside.find("/Lang (en-US)"), std::string::npos);
  for (const char* action :
       {"/JavaScript", "/JS ", "/OpenAction", "/AA", "/Launch", "/URI", "/EmbeddedFile"})
    EXPECT_EQ(inside.find(action), std::string::npos) << action;
  EXPECT_EQ(printed.fonts().find(" no  "), std::string::npos) << printed.fonts();  // emb
}

TEST(Pdf, IsAsLargeAsThePaper) {
  EXPECT_EQ(Printed(pdf_of(saying("a"), Paper::letter)).info("Page size:"),
            "612 x 792 pts (letter)");
  EXPECT_EQ(Printed(pdf_of(saying("a"), Paper::a4)).info("Page size:"), "595.28 x 841.89 pts (A4)");
}

TEST(Pdf, OfTheSameDocumentIsTheSameOnEveryThread) {
  Document it = saying(numbered_words(3000) + "محمد 王小明 Łódź");
  const std::string here = pdf_of(it, Paper::letter);
  std::vector<std::string> there(4);
  std::vector<std::thread> threads;
  for (std::string& pdf : there)
    threads.emplace_back([&] {
      pdf_of(saying("something else first"), Paper::a4);
      pdf = pdf_of(it, Paper::letter);
    });
  for (std::thread& thread : threads) thread.join();
  for (const std::string& pdf : there) EXPECT_EQ(pdf == here, true);
}

TEST(Pdf, NamesWhomItIsAboutAndThePageOnEachPage) {
  const Printed printed(pdf_of(saying(numbered_words(3000)), Paper::letter));
  ASSERT_GT(printed.pages(), 2);
  for (int page = 1; page <= printed.pages(); ++page) {
    const std::string text = printed.page(page);
    EXPECT_NE(text.find("Jane Roe"), std::string::npos);
    EXPECT_NE(text.find("AUTH-1"), std::string::npos);
    EXPECT_NE(text.find("Page " + std::to_string(page) + " of " + std::to_string(printed.pages())),
              std::string::npos);
  }
}

TEST(Pdf, LosesNoWordOfAParagraphThatIsCutOverPages) {
  for (const Frame frame : {Frame::none, Frame::quote, Frame::box}) {
    Document it = document();
    it.add(Paragraph{{{numbered_words(4000)}}, frame});
    EXPECT_EQ(numbers_in(Printed(pdf_of(it, Paper::letter)).text()), first_numbers(4000));
  }
}

TEST(Pdf, LosesNoWordOfARowThatIsTallerThanAPage) {
  Document it = document();
  it.add(Table{{{"Text", 1}, {"Words", 3}}, true, {{{{{{"short"}}}, {{{numbered_words(4000)}}}}}}});
  const Printed printed(pdf_of(it, Paper::letter));
  EXPECT_GT(printed.pages(), 3);
  EXPECT_EQ(numbers_in(printed.text()), first_numbers(4000));
}

TEST(Pdf, RepeatsTheTitlesOfATableOnEachPage) {
  Document it = document();
  Table table{{{"Ordinal"}, {"Weekday"}}, true, {}};
  for (int i = 0; i < 200; ++i)
    table.rows.push_back({{{{{"w" + std::to_string(i)}}}, {{{"Monday"}}}}});
  it.add(std::move(table));
  const Printed printed(pdf_of(it, Paper::letter));
  const std::string text = printed.text();
  EXPECT_EQ(numbers_in(text), first_numbers(200));
  EXPECT_GT(printed.pages(), 3);
  EXPECT_EQ(count_of(text, "Ordinal"), printed.pages());
}

TEST(Pdf, KeepsAHeadingWithWhatItHeads) {
  for (int lines = 30; lines < 60; ++lines) {
    Document it = document();
    for (int i = 0; i < lines; ++i) it.add(Paragraph{{{"line"}}});
    it.add(Heading{1, "Attendance"});
    it.add(Paragraph{{{"Recorded sessions"}}});
    const Printed printed(pdf_of(it, Paper::letter));
    const std::string last = printed.page(printed.pages());
    EXPECT_EQ(last.find("Attendance") == std::string::npos,
              last.find("Recorded") == std::string::npos)
        << lines;
  }
}

TEST(Pdf, SetsScriptsOfAllDirections) {
  for (const char* text : {"Zażółć gęślą jaźń Łódź", "王小明 第三次會議", "김민준", "Дмитрий",
                           "हिन्दी", "ไทย", "አማርኛ", "Ελένη", "→ ≥ ✓"}) {
    const Printed printed(pdf_of(saying(text), Paper::letter));
    EXPECT_NE(printed.text().find(text), std::string::npos) << text << printed.text();
  }
  // Poppler turns what is read from the right; its letters are what counts.
  const std::string arabic = Printed(pdf_of(saying("محمد"), Paper::letter)).text();
  for (const char* letter : {"م", "ح", "د"}) EXPECT_NE(arabic.find(letter), std::string::npos);
}

TEST(Pdf, ShowsWhatWouldTurnTheDirectionOrIsNoCharacterOfText) {
  const std::string text = Printed(pdf_of(saying("dose \xE2\x80\xAE"
                                                 "05 mg\x01."),
                                          Paper::letter))
                               .text();
  EXPECT_NE(text.find("dose \xEF\xBF\xBD"
                      "05 mg\xEF\xBF\xBD."),
            std::string::npos)
      << text;
}

TEST(Pdf, TakesEveryNaughtyString) {
  const auto strings =
      test::read_json(std::string(AUTHLEDGER_SOURCE_DIR) + "/tests/data/naughty-strings/blns.json");
  ASSERT_GT(strings.size(), 400U);
  Document it = document();
  Table table{{{"Text"}, {"Again", 0.2}}, true, {}};
  for (const auto& string : strings) {
    const std::string text = string;
    it.add(Paragraph{{{text}, {text, Weight::bold, Tone::soft}}, Frame::quote});
    table.rows.push_back({{{{{text}}}, {{{text}}}}});
  }
  it.add(std::move(table));
  it.head = it.title = strings[0].get<std::string>();
  const Printed printed(pdf_of(it, Paper::a4));
  EXPECT_EQ(printed.faults(), "");
  EXPECT_GT(printed.pages(), 20);
}

TEST(Pdf, OfNothingHasOnePage) {
  EXPECT_EQ(Printed(pdf_of(document(), Paper::letter)).pages(), 1);
}

TEST(Paper, IsKnownByItsWord) {
  EXPECT_EQ(parse_paper("a4"), Paper::a4);
  EXPECT_EQ(parse_paper("letter"), Paper::letter);
  EXPECT_EQ(parse_paper("A4"), std::nullopt);
}

}  // namespace
}  // namespace authledger::print
