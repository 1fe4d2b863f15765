/** What a drill's author writes down: plan and runbook. */
package firedrill.plan;
