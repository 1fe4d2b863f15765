package firedrill.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Makes up the values of one case. Edges come far more often than chance would have them; sizes are
 * mostly small.
 */
public final class Gen {

  private static final String[] ODD = {
    "",
    " ",
    "\0",
    "\n",
    "\r\n",
    "\t",
    "\"",
    "\\",
    "'",
    "\u007f",
    "\u0085",
    "\u00a0",
    "\u200b",
    "\u2028",
    "\u202e",
    "\ufeff",
    "\uffff",
    "\ud800",
    "\udc00",
    "\ud83d\udd25",
    "null",
    "\\u0000",
    "${x}",
    "%s",
    "é",
    "ß",
    "0",
    "-1",
    "1e999"
  };

  private final Random random;
  private final List<Object> made = Collections.synchronizedList(new ArrayList<>());

  Gen(long seed) {
    random = new Random(seed);
  }

  /** A generator of the statement's own, seeded from the case. */
  public Random random() {
    return new Random(keep(random.nextLong()));
  }

  /** From least to most, both included; the two ends come often. */
  public int between(int least, int most) {
    int edge = random.nextInt(16);
    if (edge < 2) {
      return keep(edge == 0 ? least : most);
    }
    return keep((int) (least + random.nextLong((long) most - least + 1)));
  }

  /** Any of all there are, edges often. */
  public int anyInt() {
    return between(Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  @SafeVarargs
  public final <T> T of(T first, T... others) {
    int which = random.nextInt(others.length + 1);
    return keep(which == 0 ? first : others[which - 1]);
  }

  public <T> T ofAll(List<T> values) {
    return keep(values.get(random.nextInt(values.size())));
  }

  /** The value of one of these. */
  public <T> T oneOf(List<Supplier<T>> suppliers) {
    return suppliers.get(random.nextInt(suppliers.size())).get();
  }

  public <T> List<T> list(int least, int most, Supplier<? extends T> element) {
    List<T> list = new ArrayList<>();
    for (int size = size(least, most); size > 0; size--) {
      list.add(element.get());
    }
    return list;
  }

  /** Any text of at most that many pieces: Latin, any UTF-16 unit, lone surrogates, oddities. */
  public String text(int most) {
    StringBuilder text = new StringBuilder();
    for (int size = size(0, most); size > 0; size--) {
      switch (random.nextInt(4)) {
        case 0 -> text.append(ODD[random.nextInt(ODD.length)]);
        case 1 -> text.append((char) random.nextInt(0x10000));
        default -> text.append((char) (' ' + random.nextInt(95)));
      }
    }
    return keep(text.toString());
  }

  /** Text of these characters only. */
  public String textOf(String characters, int most) {
    StringBuilder text = new StringBuilder();
    for (int size = size(0, most); size > 0; size--) {
      text.append(characters.charAt(random.nextInt(characters.length())));
    }
    return keep(text.toString());
  }

  List<Object> made() {
    return made;
  }

  private int size(int least, int most) {
    int room = most - least + 1;
    return least
        + (random.nextBoolean() ? random.nextInt(Math.min(room, 4)) : random.nextInt(room));
  }

  private <T> T keep(T value) {
    made.add(value);
    return value;
  }
}
