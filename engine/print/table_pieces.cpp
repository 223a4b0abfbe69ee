#include <algorithm>
#include <numeric>

#include "engine/print/piece.hpp"

namespace authledger::print {
namespace {

constexpr double body = 8, titles_size = 7.4;  // points
constexpr double padding = 2.2, between = 10, before_note = -1.2;
constexpr double tallest_uncut = 150, cut_height = 60;

struct Place {
  double x, width;
};

std::vector<Place> places_of(const std::vector<Column>& columns, double width) {
  const double shares =
      std::accumulate(columns.begin(), columns.end(), 0.0,
                      [](double sum, const Column& column) { return sum + column.share; });
  std::vector<Place> places;
  double x = 0;
  for (const Column& column : columns) {
    const double whole_width = width * column.share / shares;
    places.push_back({x, whole_width - between});
    x += whole_width;
  }
  if (!places.empty()) places.back().width += between;
  return places;
}

Setting setting_of(const Column& column, const Place& place, double size) {
  return {.width = place.width, .size = size, .side = column.is_number ? Side::right : Side::left};
}

void add_rule(Piece& piece, double width, Ground ground) {
  piece.marks.push_back(
      PathMark{{{0, piece.height - 0.3}, {width, piece.height - 0.3}}, 0.5, ground});
}

Piece titles_of(const Table& table, const std::vector<Place>& places, double width) {
  Piece piece;
  piece.keeps_next = piece.is_row = true;
  piece.space_before = 3;
  for (std::size_t i = 0; i < places.size(); ++i) {
    auto lines = lines_of({{table.columns[i].title, Weight::bold, Tone::soft}},
                          setting_of(table.columns[i], places[i], titles_size));
    piece.height = std::max(piece.height, lines->height());
    piece.marks.push_back(whole(std::move(lines), places[i].x, 1, "TH"));
  }
  piece.height += 3;
  add_rule(piece, width, Ground::band);
  return piece;
}

void add_bar(Piece& piece, const Bar& bar, const Place& place) {
  constexpr double height = 7;
  const double y = padding + 1.8;
  const double filled = std::clamp(bar.filled, 0.0, 1.0) * place.width;
  const double hatched = std::clamp(bar.hatched, 0.0, 1.0 - filled / place.width) * place.width;
  piece.marks.push_back(BoxMark{place.x, y, place.width, height, Ground::line});
  if (filled > 0) piece.marks.push_back(BoxMark{place.x, y, filled, height, Ground::band});
  if (hatched > 0)
    piece.marks.push_back(BoxMark{place.x + filled, y, hatched, height, Ground::light});
  piece.height = std::max(piece.height, height + 2 * padding + 2);
}

struct SetCell {
  std::shared_ptr<const Lines> lines;  // null: a bar
  Place place;
  std::size_t next = 0;  // line
};

// As many lines of each cell as fit, at least one; false: nothing is left.
bool take_lines(std::vector<SetCell>& cells, double room, Piece& piece) {
  bool took = false;
  for (SetCell& cell : cells) {
    if (!cell.lines || cell.next == cell.lines->count()) continue;
    const double top = cell.lines->top(cell.next);
    std::size_t end = cell.next + 1;
    while (end < cell.lines->count() && cell.lines->bottom(end) - top <= room) ++end;
    if (cell.lines->width() > 0)
      piece.marks.push_back(TextMark{cell.lines, cell.next, end, cell.place.x, padding, "TD"});
    piece.height = std::max(piece.height, cell.lines->bottom(end - 1) - top + 2 * padding);
    cell.next = end;
    took = true;
  }
  return took;
}

void add_row(std::vector<Piece>& pieces, const Table& table, const Row& row,
             const std::vector<Place>& places, double width) {
  std::vector<SetCell> cells;
  double tallest = 0;
  Piece first;
  first.is_row = true;
  for (std::size_t i = 0; i < row.cells.size() && i < places.size(); ++i) {
    const Place place = row.is_note ? Place{0, width} : places[i];
    if (row.cells[i].bar) {
      add_bar(first, *row.cells[i].bar, place);
      continue;
    }
    cells.push_back(
        {lines_of(row.cells[i].text, row.is_note ? Setting{.width = width, .size = body}
                                                 : setting_of(table.columns[i], place, body)),
         place});
    tallest = std::max(tallest, cells.back().lines->height());
  }
  const double room = tallest > tallest_uncut ? cut_height : tallest;
  Piece piece = std::move(first);
  while (take_lines(cells, room, piece)) {
    pieces.push_back(std::move(piece));
    piece = Piece{};
    piece.is_row = true;
  }
  if (!piece.marks.empty()) pieces.push_back(std::move(piece));  // of bars alone
}

}  // namespace

std::vector<Piece> pieces_of(const Table& table, double width) {
  const std::vector<Place> places = places_of(table.columns, width);
  std::vector<Piece> pieces;
  std::shared_ptr<const Piece> titles;
  if (table.has_titles) {
    titles = std::make_shared<const Piece>(titles_of(table, places, width));
    pieces.push_back(*titles);
  }
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    std::vector<Piece> row;
    add_row(row, table, table.rows[i], places, width);
    if (row.empty()) continue;
    if (table.rows[i].is_note && !pieces.empty()) {
      row.front().space_before = before_note;
      pieces.back().keeps_next = true;
    }
    const bool has_note_next = i + 1 < table.rows.size() && table.rows[i + 1].is_note;
    if (!has_note_next) add_rule(row.back(), width, Ground::line);
    for (Piece& piece : row) {
      piece.titles = titles;
      pieces.push_back(std::move(piece));
    }
  }
  return pieces;
}

}  // namespace authledger::print
