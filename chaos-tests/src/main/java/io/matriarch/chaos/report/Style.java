package io.matriarch.chaos.report;

/** Colours and type of the page, for bright and dark rooms. Nothing is loaded from elsewhere. */
final class Style {
  static final String SHEET =
      """
      :root { color-scheme: light dark;
        --page: #f7f7f5; --card: #ffffff; --ink: #16181d; --soft: #5b6270; --line: #e2e3e0;
        --good: #0a7d33; --good-bg: #e0f3e6; --bad: #b3261e; --bad-bg: #fbe3e1;
        --open: #8a5a00; --open-bg: #fdf0d4;
        --primary: #2a6fd6; --standby: #b9cdea; --silent: #e8a33d; --fault: #d1495b;
        --on-bar: #ffffff; --outage: #d1495b; --p50: #2a6fd6; --p99: #b4530a;
        --n0: #2a6fd6; --n1: #1b7f6b; --n2: #a3541a; --n3: #7b4bb0; --n4: #a8326e; }
      @media (prefers-color-scheme: dark) { :root {
        --page: #121417; --card: #1b1e23; --ink: #eceef1; --soft: #a2a9b5; --line: #31353c;
        --good: #6fd38f; --good-bg: #17351f; --bad: #ff8a80; --bad-bg: #42201e;
        --open: #f2c46d; --open-bg: #3b2d10;
        --primary: #4d8df0; --standby: #33486a; --silent: #c98a2b; --fault: #c84a5c;
        --outage: #ff6b7d; --p50: #6ea6ff; --p99: #f0a35e;
        --n0: #3d7fe6; --n1: #1f8f79; --n2: #b8652a; --n3: #8b5cc4; --n4: #b8417f; } }
      * { box-sizing: border-box; }
      body { margin: 0; background: var(--page); color: var(--ink);
        font: 15px/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }
      main { max-width: 1280px; margin: 0 auto; padding: 28px 24px 64px; }
      h1 { font-size: 25px; line-height: 1.25; margin: 0 0 4px; }
      h2 { font-size: 17px; margin: 34px 0 10px; }
      p { margin: 0 0 10px; color: var(--soft); }
      .card { background: var(--card); border: 1px solid var(--line); border-radius: 10px;
        padding: 16px 18px; }
      .scroll { overflow-x: auto; }
      .tiles { display: grid; gap: 12px; margin: 20px 0;
        grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); }
      .tiles .card { padding: 12px 16px; }
      .tiles b { display: block; font-size: 23px; font-weight: 650; }
      .tiles span { color: var(--soft); font-size: 13px; }
      .badge { display: inline-block; padding: 1px 10px; border-radius: 999px; font-size: 13px;
        font-weight: 600; white-space: nowrap; }
      .valid { color: var(--good); background: var(--good-bg); }
      .invalid { color: var(--bad); background: var(--bad-bg); }
      .unknown { color: var(--open); background: var(--open-bg); }
      table { border-collapse: collapse; width: 100%; font-size: 14px; }
      th, td { text-align: left; padding: 6px 14px 6px 0; vertical-align: top;
        border-bottom: 1px solid var(--line); }
      th { color: var(--soft); font-weight: 600; font-size: 13px; white-space: nowrap; }
      tr:last-child td { border-bottom: 0; }
      .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap;
        width: 1%; padding-left: 14px; }
      ul { margin: 4px 0 0; padding-left: 18px; font-size: 13px; overflow-wrap: anywhere; }
      .counts { color: var(--soft); font-size: 13px; }
      svg { display: block; min-width: 900px; width: 100%; height: auto; }
      svg text { font: 11px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; fill: var(--ink); }
      svg .heading { font-size: 12px; font-weight: 650; }
      svg .lane { fill: var(--soft); text-anchor: end; }
      svg .tick { fill: var(--soft); text-anchor: middle; }
      svg .beside { fill: var(--ink); } svg .end { text-anchor: end; }
      svg .inside { fill: var(--on-bar); font-weight: 600; pointer-events: none; }
      svg .grid { stroke: var(--line); stroke-width: 1; }
      svg .empty { stroke: var(--line); stroke-dasharray: 2 4; }
      svg .outage { fill: var(--outage); opacity: .13; }
      svg .fault { fill: var(--fault); }
      svg .role-primary { fill: var(--primary); } svg .role-standby { fill: var(--standby); }
      svg .role-silent { fill: var(--silent); } svg .role-down { fill: none; }
      svg .node-0, svg .node--1 { fill: var(--n0); } svg .node-1 { fill: var(--n1); }
      svg .node-2 { fill: var(--n2); } svg .node-3 { fill: var(--n3); }
      svg .node-4 { fill: var(--n4); }
      svg path { fill: none; stroke-width: 1.6; stroke-linejoin: round; }
      svg .curve-ok { stroke: var(--primary); stroke-width: 2; }
      svg path.area-ok { fill: var(--primary); opacity: .14; }
      svg .curve-not { stroke: var(--outage); stroke-dasharray: 4 3; }
      svg .curve-p50 { stroke: var(--p50); stroke-width: 2; }
      svg .curve-p99 { stroke: var(--p99); stroke-width: 2; }
      .key { display: flex; flex-wrap: wrap; gap: 4px 18px; font-size: 13px; color: var(--soft);
        margin-bottom: 8px; }
      .key i { display: inline-block; width: 14px; height: 10px; border-radius: 2px;
        margin-right: 6px; }
      .bar { display: inline-block; height: 10px; border-radius: 2px; background: var(--primary); }
      """;

  private Style() {}
}
