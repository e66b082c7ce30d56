// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    TransparentUpgradeableProxy
} from "@openzeppelin/contracts/proxy/transparent/TransparentUpgradeableProxy.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IIncumbentFloor} from "./IIncumbentFloor.sol";

/// @title The least that the incumbent's published interface makes its gateway do
/// @notice Written for this comparison from public facts alone: the order record that its view function returns,
/// the parameters of its calls and events, and the transfers that it documents. It keeps that record in storage
/// and makes those transfers, and leaves out every check that the record does not force. That makes it an estimate of
/// the real contract's cost, not a strict lower bound. Like the real one it is measured behind a transparent proxy.
contract IncumbentFloor is IIncumbentFloor {
    struct OrderRecord {
        address sender;
        address token;
        address senderFeeRecipient;
        uint256 senderFee;
        uint256 protocolFee;
        bool isFulfilled;
        bool isRefunded;
        address refundAddress;
        uint96 currentBps;
        uint256 amount;
    }

    event OrderCreated(
        address indexed refundAddress,
        address indexed token,
        uint256 indexed amount,
        uint256 protocolFee,
        bytes32 orderId,
        uint256 rate,
        string messageHash
    );
    event OrderSettled(
        bytes32 splitOrderId, bytes32 indexed orderId, address indexed provider, uint96 percent, uint96 rebate
    );
    event SenderFeeTransferred(address indexed recipient, uint256 indexed amount);
    event OrderRefunded(uint256 fee, bytes32 indexed orderId);

    uint256 private constant WHOLE = 100_000;
    address private constant TREASURY = address(0x77);
    address private constant AGGREGATOR = address(0x99);

    mapping(bytes32 orderId => OrderRecord) private _records;
    mapping(address sender => uint256) private _nonces;
    mapping(address token => uint256) private _feeOf;

    error NotAggregator();
    error NotOpen();

    function setFee(address token, uint256 fee) external {
        _feeOf[token] = fee;
    }

    function createOrder(
        address token,
        uint256 amount,
        uint96 rate,
        address senderFeeRecipient,
        uint256 senderFee,
        address refundAddress,
        string calldata messageHash
    ) external returns (bytes32 orderId) {
        IERC20(token).transferFrom(msg.sender, address(this), amount + senderFee);
        orderId = keccak256(abi.encode(msg.sender, ++_nonces[msg.sender], block.chainid));
        uint256 protocolFee = amount * _feeOf[token] / WHOLE;
        _records[orderId] = OrderRecord({
            sender: msg.sender,
            token: token,
            senderFeeRecipient: senderFeeRecipient,
            senderFee: senderFee,
            protocolFee: protocolFee,
            isFulfilled: false,
            isRefunded: false,
            refundAddress: refundAddress,
            currentBps: uint96(WHOLE),
            amount: amount
        });
        emit OrderCreated(refundAddress, token, amount, protocolFee, orderId, rate, messageHash);
    }

    function settle(bytes32 splitOrderId, bytes32 orderId, address provider, uint64 percent, uint64 rebate)
        external
    {
        if (msg.sender != AGGREGATOR) revert NotAggregator();
        OrderRecord storage record = _records[orderId];
        if (record.isFulfilled || record.isRefunded) revert NotOpen();
        record.currentBps -= percent;
        if (record.currentBps == 0) record.isFulfilled = true;
        uint256 gross = record.amount * percent / WHOLE;
        record.amount -= gross;
        IERC20 token = IERC20(record.token);
        if (record.senderFee != 0) {
            token.transfer(record.senderFeeRecipient, record.senderFee);
            emit SenderFeeTransferred(record.senderFeeRecipient, record.senderFee);
        }
        token.transfer(TREASURY, record.protocolFee);
        token.transfer(provider, gross - record.protocolFee);
        emit OrderSettled(splitOrderId, orderId, provider, percent, rebate);
    }

    function refund(uint256 fee, bytes32 orderId) external {
        if (msg.sender != AGGREGATOR) revert NotAggregator();
        OrderRecord storage record = _records[orderId];
        if (record.isFulfilled || record.isRefunded || record.protocolFee < fee) revert NotOpen();
        record.isRefunded = true;
        record.currentBps = 0;
        IERC20(record.token).transfer(record.refundAddress, record.amount + record.senderFee);
        emit OrderRefunded(fee, orderId);
    }
}
