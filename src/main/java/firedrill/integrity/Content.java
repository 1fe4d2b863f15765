package firedrill.integrity;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What an entry says, with its attachment by SHA-256: equal contents are the same entry.
 *
 * @param attachment SHA-256 in lower-case hex
 */
public record Content(UUID id, String memo, List<Line> lines, Optional<String> attachment) {
  public Content {
    lines = List.copyOf(lines);
  }

  /** The hash the ERP must give this entry at this place of the chain, by its published form. */
  public String chainHash(String previous, long seq) {
    StringBuilder form = new StringBuilder();
    part(form, "erp1");
    part(form, previous);
    part(form, seq);
    part(form, id);
    part(form, memo);
    part(form, lines.size());
    for (Line line : lines) {
      part(form, line.account());
      part(form, line.debit());
      part(form, line.credit());
    }
    part(form, attachment.orElse("-"));
    return Sha256.of(form.toString());
  }

  private static void part(StringBuilder form, Object value) {
    form.append(value).append('\n');
  }
}
