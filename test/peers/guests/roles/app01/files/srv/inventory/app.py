"""Inventory: items and how many of each are in stock."""

import os

import psycopg2
from flask import Flask, jsonify, request

app = Flask(__name__)
connection = None


def query(statement, values=()):
    """Runs a statement on the worker's own connection, which it keeps."""
    global connection
    if connection is None or connection.closed:
        connection = psycopg2.connect(os.environ["DATABASE_URL"])
        connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


@app.get("/inventory/")
def items():
    rows = query("SELECT sku, stock FROM items ORDER BY sku")
    return jsonify({"items": [{"sku": sku, "stock": stock} for sku, stock in rows]})


@app.post("/inventory/<sku>")
def book(sku):
    change = int(request.args.get("change", "1"))
    rows = query("UPDATE items SET stock = stock + %s WHERE sku = %s RETURNING stock", (change, sku))
    return (jsonify({"sku": sku, "stock": rows[0][0]}), 200) if rows else (jsonify({"error": "no such item"}), 404)


@app.get("/inventory/health")
def health():
    return "healthy\n", 200, {"Content-Type": "text/plain"}
