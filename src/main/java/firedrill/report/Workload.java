package firedrill.report;

import static firedrill.report.Markup.n;

import com.fasterxml.jackson.databind.JsonNode;

/** Draws acknowledged writes per second as steps. */
final class Workload {

  private Workload() {}

  static String area(JsonNode perSecond, double begun, Axis axis, double top, double height) {
    double most = 1;
    for (JsonNode count : perSecond) {
      most = Math.max(most, count.asDouble());
    }
    double floor = top + height;
    StringBuilder path = new StringBuilder("M" + n(axis.x(begun)) + " " + n(floor));
    for (int i = 0; i < perSecond.size(); i++) {
      double level = floor - perSecond.get(i).asDouble() / most * height;
      path.append("L").append(n(axis.x(begun + i * 1000.0))).append(' ').append(n(level));
      path.append("L").append(n(axis.x(begun + (i + 1) * 1000.0))).append(' ').append(n(level));
    }
    double end = axis.x(begun + perSecond.size() * 1000.0);
    return path.append("L").append(n(end)).append(' ').append(n(floor)).append('Z').toString();
  }
}
