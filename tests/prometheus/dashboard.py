#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What a Grafana dashboard asks Prometheus.

dashboard.py rules DASHBOARD         a file of recording rules with each query, for promtool check rules
dashboard.py names FILE...           the metrics that dashboards (.json) and rules (.yml) name, one a line
dashboard.py alerts RULES TEST       alerts of which the test does not say both: that they fire, and that they do not
"""
import json
import re
import sys

STAND_FOR = {'$__rate_interval': '5m', '$__interval': '1m', '$__range': '1h', '$tenant': '.*', '$instance': '.*'}


def queries(node):
    if isinstance(node, dict):
        for key, value in node.items():
            if key == 'expr':
                yield value
            elif key == 'query' and isinstance(value, str) and value.startswith('label_values('):
                yield re.match(r'label_values\((.*), *\w+\)$', value).group(1)
            else:
                yield from queries(value)
    elif isinstance(node, list):
        for value in node:
            yield from queries(value)


def plain(query):
    for name, value in STAND_FOR.items():
        query = query.replace(name, value)
    return query


def names(path):
    with open(path, encoding='utf-8') as file:
        text = file.read()
    asked = ' '.join(queries(json.loads(text))) if path.endswith('.json') else ' '.join(re.findall(r'expr: (.*)', text))
    return set(re.findall(r'\bhostel_\w+', asked))


def alerts(rules, test):
    with open(rules, encoding='utf-8') as file:
        known = re.findall(r'- alert: (\w+)', file.read())
    with open(test, encoding='utf-8') as file:
        said = re.findall(r'alertname: (\w+)\n +exp_alerts:( \[\])?', file.read())
    return [name for name in known if (name, '') not in said or (name, ' []') not in said]


def main(what, *files):
    if what == 'rules':
        with open(files[0], encoding='utf-8') as file:
            asked = [plain(query) for query in queries(json.load(file))]
        print(json.dumps({'groups': [{'name': 'dashboard', 'rules': [
            {'record': f'query:{n}', 'expr': query} for n, query in enumerate(asked)]}]}))
    elif what == 'names':
        print(*sorted(set().union(*(names(path) for path in files))), sep='\n')
    else:
        print(*alerts(*files), sep='\n')


main(*sys.argv[1:])
